"""The eight options in words: what each does, an example, and what real systems make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class OptionHelp:
    """An option: OData's ``name``, ours, what it does, an example, and how PBXs take it."""

    name: str
    label: str
    does: str
    example: str
    support: str


OPTIONS: Final = (
    OptionHelp(
        "filter",
        "Filter",
        "Keeps the rows that match.",
        "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')",
        "3CX declares it for this report. On other reports some comparisons have been answered "
        "with a bare error 500.",
    ),
    OptionHelp(
        "search",
        "Search",
        "Keeps the rows whose number or name holds the words; phrases in double quotes, with "
        "AND, OR and NOT.",
        '"sales desk" OR (berlin NOT 100)',
        "3CX declares it. It works on its lists of users; on reports nobody has told.",
    ),
    OptionHelp(
        "select",
        "Columns",
        "Brings these fields only. Dn always comes along: it tells the rows apart.",
        "Dn,DisplayName,InboundAnsweredCount",
        "3CX declares it; nobody has been seen to use it on a report.",
    ),
    OptionHelp(
        "orderby",
        "Order",
        "Sorts by these fields, the first one first; unknown values count as lowest.",
        "InboundAnsweredCount desc,Dn",
        "3CX accepts it. Real systems have been seen to ignore it, and to lose rows over it.",
    ),
    OptionHelp(
        "top",
        "At most",
        "So many rows, counted behind the skipped ones. Empty: all, over as many pages as needed.",
        "25",
        "Works. Reports give up to 1,000 rows per answer; more are asked for in pages.",
    ),
    OptionHelp(
        "skip",
        "Skip",
        "Leaves out so many rows at the beginning.",
        "50",
        "Works. Without an order, which rows come first is up to the PBX.",
    ),
    OptionHelp(
        "count",
        "Count",
        "Asks how many rows match, before paging. Knowing it, reading stops at the right page.",
        "true",
        "Works on the reports it was seen on.",
    ),
    OptionHelp(
        "expand",
        "Expand",
        "Brings related records along; this report has none.",
        "",
        "There is nothing to expand, so the PBX refuses or ignores it.",
    ),
)
BY_NAME: Final = {option.name: option for option in OPTIONS}
