"""The sentences of the page of one extension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from components.shared.viewer_locale import viewer_count_of, viewer_style
from telephony.answers.directory import Directory
from telephony.formatting.lists import listed
from telephony.query.view import View

CHOOSE: Final = "Extension"
NORMAL_RANGE: Final = (
    "Shaded: the normal range, from the same weekdays of the eight weeks before. Triangles: more "
    "or fewer calls than normal; of 20 ordinary days about one is. Hollow: incomplete or not over. "
    "Hatched: no data. Grey columns: weekends."
)
AREAS: Final = "Internal and external calls"
AREAS_OVERLAP: Final = (
    "A call with an internal and an external part counts in both, so the two together can be more "
    "than all calls."
)
GROUPS: Final = "Other groups that it belongs to"
IN_NO_OTHER: Final = "In no other group."
IN_NONE_OF_YOURS: Final = "In none of your other groups."
HOURS: Final = "Time of day"
HOURS_WHY: Final = "The PBX's hourly reports are of groups, not of extensions."
SEARCH_AND_FILTER: Final = (
    "Search, filter and idle extensions decide which extensions the medians and the arrows cover, "
    "not the numbers of this extension."
)


def no_such(extension: str, where: str) -> str:
    """That the groups have no extension of this number, or none at all (empty)."""
    if not extension:
        return f"The PBX lists no extension with calls in {where} in this range."
    return f"There is no extension {extension} in {where} in this range."


def groups_words(groups: str, directory: Directory, view: View) -> str:
    """Which of the selected groups the extension is in; ``groups``: as in the frame."""
    names = [directory.name(number) for number in groups.split(", ")]
    if len(view.groups) == 1:
        return f"In {listed(names, viewer_style())}."
    selected = viewer_count_of(len(view.groups), "selected group")
    return f"In {listed(names, viewer_style(), most=len(names))}, of {selected}."


def other_groups(names: Sequence[str], unknown: Sequence[str], *, every: bool = True) -> str:
    """In which other groups it is, as their reports list it; ``unknown``: without a report.

    ``every``: all groups were looked through, else those that the viewer may see.
    """
    none = IN_NO_OTHER if every else IN_NONE_OF_YOURS
    found = f"Also in {listed(names, viewer_style(), most=len(names))}." if names else none
    if not unknown:
        return found
    groups = listed(unknown, viewer_style(), most=len(unknown))
    return f"{found} Not known of {groups}: no report could be loaded."
