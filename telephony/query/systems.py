"""The PBX of a link, where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from telephony.query.parameter_reader import Problem, describe_problem
from telephony.query.view import Query, View
from telephony.settings.systems import GROUP_SEPARATOR, System


def pbx_problem(given: str, systems: Sequence[System]) -> Problem | None:
    """What is wrong with ``pbx=given``; None for a good one and for none.

    ``systems``: those there are. One that the viewer may not see is not among them, and looks like
    one that does not exist.
    """
    ids = [system.id for system in systems if system.id]
    if not given or given in ids:
        return None
    if not ids:
        return describe_problem("pbx", given, "is not used: there is one PBX", "It is ignored.")
    wrong = f"is not one of {', '.join(ids)}"
    return describe_problem("pbx", given, wrong, f"{systems[0].name} is shown.")


def number_among_all(system: System, number: str) -> str:
    """The number of a group or an extension among those of all PBXs: ``berlin:GRP0000``."""
    return f"{system.id}{GROUP_SEPARATOR}{number}"


def query_of(view: View, system: System, listed: Sequence[str], now: datetime) -> Query:
    """What a view of all PBXs asks of one: its groups there, in the days of its own zone.

    ``listed``: all of its groups, which a view without any means.
    """
    beginning = number_among_all(system, "")
    chosen = (name for name in view.groups if name.startswith(beginning))
    groups = (
        tuple(name.removeprefix(beginning) for name in chosen) if view.groups else tuple(listed)
    )
    return replace(view.at(system.id), groups=groups).query(now, system.zone)
