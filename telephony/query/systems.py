"""The PBX of a link, where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from telephony.query.parameter_reader import Problem, describe_problem
from telephony.settings.systems import System


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
