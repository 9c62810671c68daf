"""The view in the address bar of the pages that show one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from components.shared.address import Address, visiting
from telephony.query import links
from telephony.query.parameter_reader import Problem
from telephony.query.view import View
from telephony.tables.extensions import with_known_columns

__all__ = ["ADDRESS", "complete", "problems", "pull", "push", "view", "visiting"]


def _read(params: Mapping[str, Sequence[str]]) -> tuple[View, tuple[Problem, ...]]:
    parsed = links.parse_view(params)
    view, unknown = with_known_columns(parsed.view)
    return view, (*parsed.problems, *unknown, *links.find_unknown_parameters(params))


ADDRESS: Final = Address("view", links.view_parameters, _read)

pull = ADDRESS.pull
view = ADDRESS.current
complete = ADDRESS.complete
push = ADDRESS.push
problems = ADDRESS.problems
