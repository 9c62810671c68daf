"""What each of the eight options does, with an example and how real PBXs respond to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class OptionHelp:
    """An option: OData's ``name``, its label on screen, purpose, example, and PBX support."""

    name: str
    label: str
    purpose: str
    example: str
    support: str


_OPTIONS: Final = (
    OptionHelp(
        "filter",
        "Filter",
        "Returns only the rows that match.",
        "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')",
        "3CX documents it for this report. On other reports some comparisons have caused a bare "
        "error 500.",
    ),
    OptionHelp(
        "search",
        "Search",
        "Returns only the rows whose number or name contains the words. Put phrases in double "
        "quotes; AND, OR and NOT work.",
        '"sales desk" OR (berlin NOT 100)',
        "3CX documents it. It works on lists of users; untested on reports.",
    ),
    OptionHelp(
        "select",
        "Columns",
        "Returns only these fields. Dn is always included, because it identifies the row.",
        "Dn,DisplayName,InboundAnsweredCount",
        "3CX documents it; untested on reports.",
    ),
    OptionHelp(
        "orderby",
        "Order",
        "Sorts by these fields, the first one first. Unknown values count as lowest.",
        "InboundAnsweredCount desc,Dn",
        "3CX accepts it. Some systems ignore it, and some lose rows because of it.",
    ),
    OptionHelp(
        "top",
        "Limit",
        "The largest number of rows to return, applied after $skip. Empty: all rows, in as many "
        "pages as needed.",
        "25",
        "Works. Reports return up to 1,000 rows per response; more are requested page by page.",
    ),
    OptionHelp(
        "skip",
        "Skip",
        "Leaves out this many rows at the beginning.",
        "50",
        "Works. Without an order, the PBX decides which rows come first.",
    ),
    OptionHelp(
        "count",
        "Count",
        "Requests the number of matching rows before paging. It shows which page is the last.",
        "true",
        "Works on the reports where it has been tried.",
    ),
    OptionHelp(
        "expand",
        "Expand",
        "Includes related records; this report has none.",
        "",
        "There is nothing to expand, so the PBX refuses or ignores it.",
    ),
)
OPTION_HELP: Final[Mapping[str, OptionHelp]] = {option.name: option for option in _OPTIONS}
"""By name, in the order in which the reference lists them."""
