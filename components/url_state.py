"""The view in the address bar of the pages that show one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from components.address import Address, visiting
from telephony import links
from telephony.parameters import Problem
from telephony.query import View

__all__ = ["complete", "problems", "pull", "push", "view", "visiting"]


def _read(params: Mapping[str, Sequence[str]]) -> tuple[View, tuple[Problem, ...]]:
    parsed = links.from_params(params)
    return parsed.view, parsed.problems


_ADDRESS: Final = Address("view", links.to_params, _read)

pull = _ADDRESS.pull
view = _ADDRESS.current
complete = _ADDRESS.complete
push = _ADDRESS.push
problems = _ADDRESS.problems
