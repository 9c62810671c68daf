"""A metric's values as tables and hovers write them."""

from __future__ import annotations

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.extension_metrics import MetricValue, unknown_in
from telephony.metrics.frame_view import FrameView, Positions
from telephony.metrics.registry import METRICS
from telephony.metrics.stored_values import per_row
from telephony.query.view import Direction


def words(
    columns: FrameView,
    key: str,
    direction: Direction,
    style: LocaleStyle,
    at: Positions | None = None,
) -> list[str]:
    """The metric of the rows of a derived frame, of all or of those ``at`` positions.

    "–" where there is none, "?" where it is unknown.
    """

    if at is None:
        return metric_words(columns, key, direction, style)
    return metric_words.at(columns, at, key, direction, style)


@per_row
def metric_words(
    columns: FrameView, key: str, direction: Direction, style: LocaleStyle
) -> list[str]:
    """The metric of each row in words."""
    unit = METRICS[key].unit
    write, values = FORMATS[unit].cell(style), columns.values(key)
    if columns.complete(key):
        return list(map(write, values))
    missing = columns.missing(key)
    unknown = missing if unit is Unit.SCORE else unknown_in(columns, key, direction)
    rows = zip(values, missing.tolist(), unknown.tolist(), strict=True)
    return [absent(lost) if gone else write(value) for value, gone, lost in rows]


def value_words(unit: Unit, made: MetricValue, style: LocaleStyle = ENGLISH) -> str:
    """A value of many rows, written in the same way; of a score only how many have one."""
    if unit is Unit.SCORE:
        return have_one(made.top or 0, made.bottom or 0, style)
    if made.value is None:
        return absent(made.unknown)
    return FORMATS[unit].cell(style)(made.value)


def have_one(known: int, rows: int, style: LocaleStyle = ENGLISH) -> str:
    """``5 of 40 have one``."""
    return f"{numbers.x_of_n(known, rows, style)} {numbers.plural(rows, 'has', 'have')} one"


def absent(unknown: bool) -> str:
    """What stands in for a value that is unknown or does not exist."""
    return numbers.UNKNOWN if unknown else numbers.NONE
