"""Pages that are used all day, and the change of each that takes most from it."""

from __future__ import annotations

from typing import Final

from tests.support.office import QUOTED

TWO_DAYS: Final = {"group": QUOTED, "from": "2026-03-30", "to": "2026-03-31"}
# What comes and goes with it: chips, notices, sentences, rows.
_CHANGE: Final = {"area": "internal", "search": "1", "direction": "inbound", "sort": "pick_up_rate"}
_NOBODY: Final = {**_CHANGE, "search": "nobody"}
_FEW_CALLS: Final = {**_CHANGE, "area": "external"}
# By the names that stand in addresses.
PAGES: Final = {
    "": _NOBODY,
    "trends": _NOBODY,
    "hours": _FEW_CALLS,
    "extension": _FEW_CALLS,
    "changes": _FEW_CALLS,
    "workload": _NOBODY,
    "rates": _NOBODY,
    "groups": _NOBODY,
    "explorer": _FEW_CALLS,
}
