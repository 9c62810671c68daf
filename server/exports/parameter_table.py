"""The parameters of exports for programs that read a description: values and words of each.

The allowed values are those of the code that reads them. The user guide has the same for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from telephony.periods.presets import Preset
from telephony.query import links, trend_parameters
from telephony.query.view import BarOrder, Baseline, Direction, HourMetric, StepLength

Schema = dict[str, Any]

_DAY: Final = r"\d{4}-\d\d-\d\d"


@dataclass(frozen=True)
class Parameter:
    """What a parameter may be (JSON Schema) and means; ``several``: it may be repeated."""

    words: str
    schema: Schema = field(default_factory=lambda: _text(links.MAX_KEY_LENGTH))
    several: int = 0


def _text(most: int, **more: Any) -> Schema:
    return {"type": "string", "maxLength": most, **more}


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def _pattern(pattern: str, example: str) -> Schema:
    return {"type": "string", "pattern": f"^({pattern})$", "examples": [example]}


LINK: Final = {
    "pbx": Parameter("The id of the PBX, where there are several; without it the first."),
    "group": Parameter("A group's number; repeated for several.", several=links.MAX_GROUPS),
    "range": Parameter("The range, unless from and to are given.", _one_of(Preset)),
    "from": Parameter(
        "The first day, or the first minute in local time; needs to as well.",
        _pattern(rf"{_DAY}(T\d\d:\d\d)?", "2026-01-01"),
    ),
    "to": Parameter(
        "The last day, included, or the end in local time, excluded.",
        _pattern(rf"{_DAY}(T\d\d:\d\d)?", "2026-01-31"),
    ),
    "area": Parameter("Which calls count.", _one_of(links.AREAS)),
    "direction": Parameter("Which side of the calls counts.", _one_of(Direction)),
    "search": Parameter("Part of a name or number.", _text(links.MAX_SEARCH_LENGTH)),
    "filter": Parameter(
        "An OData filter: InboundAnsweredCount gt 10 and contains(DisplayName,'Sales')",
        _text(links.MAX_FILTER_LENGTH),
    ),
    "quiet": Parameter("Whether extensions without calls are included.", _one_of(links.QUIET)),
    "sort": Parameter(
        "A column, with - before it for the largest first.",
        _pattern("-?[a-z_]{1,40}", "-inbound_answered"),
    ),
    "column": Parameter("A column of the page's table.", several=links.MAX_COLUMNS),
    "selected": Parameter("A selected extension.", several=links.MAX_SELECTED),
    "by": Parameter("The steps of a trend.", _one_of(StepLength)),
    "closed_days": Parameter("Days without working hours.", _one_of(trend_parameters.CLOSED_DAYS)),
    "compare": Parameter(
        "What the range is compared with: a relation, or days.",
        {"anyOf": [_one_of(Baseline), _pattern(f"{_DAY}_{_DAY}", "2026-01-01_2026-01-31")]},
    ),
    "against": Parameter("Another group that is compared in the same range."),
    "extension": Parameter("The number of one extension."),
    "tz": Parameter("The IANA name of the time zone of days and hours."),
    "hours": Parameter(
        "Working hours: mon-fri_08:00-17:00.", _text(links.MAX_HOURS_LENGTH), links.MAX_HOURS
    ),
    "holidays": Parameter("Whether holidays count.", _one_of(links.HOLIDAYS)),
    "by_hour": Parameter("What Time of day shows.", _one_of(HourMetric)),
    "bars": Parameter("What the bars of the overview are sorted by.", _one_of(BarOrder)),
}
"""Those of a page's link."""

_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_FIELDS: Final = _text(links.MAX_FILTER_LENGTH)

OPTIONS: Final = {
    "top": Parameter("At most so many rows.", _NUMBER),
    "skip": Parameter("Without so many rows at the beginning.", _NUMBER),
    "count": Parameter("Whether X-Total-Count has the number of rows.", {"type": "boolean"}),
    "select": Parameter("Fields of the report, separated by commas: DisplayName,Dn", _FIELDS),
    "orderby": Parameter("Fields in place of sort: InboundAnsweredCount desc,Dn", _FIELDS),
}
"""OData options, which may also be written with a $. ``expand`` is refused, so it is not here."""

ABOUT: Final = Parameter("lines: the query's details above the table.", _one_of(["lines"]))
