"""A metric's figures as tables and hovers write them."""

from __future__ import annotations

from telephony.formatting import numbers
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.extension_metrics import MetricValue, unknown_in
from telephony.metrics.frame_view import FrameView, Positions
from telephony.metrics.registry import METRICS
from telephony.query.view import Direction


def words(
    columns: FrameView,
    key: str,
    direction: Direction,
    style: Separators,
    at: Positions | None = None,
) -> list[str]:
    """The metric of the rows of a derived frame, of all or of those ``at`` positions.

    "–" where there is none, "?" where it is unknown.
    """

    def write(of: FrameView) -> list[str]:
        unit = METRICS[key].unit
        written, values = FORMATS[unit].cell(style), of.values(key)
        if of.complete(key):
            return list(map(written, values))
        missing = of.missing(key)
        unknown = missing if unit is Unit.SCORE else unknown_in(of, key, direction)
        rows = zip(values, missing.tolist(), unknown.tolist(), strict=True)
        return [absent(lost) if gone else written(value) for value, gone, lost in rows]

    made = ("words", key, direction, style)
    return columns.per_row(made, write, key) if at is None else columns.pick(made, write, at, key)


def figure_words(unit: Unit, figure: MetricValue, style: Separators = ENGLISH) -> str:
    """A figure over many rows, written in the same way; of a score only how many have one."""
    if unit is Unit.SCORE:
        return have_one(figure.top or 0, figure.bottom or 0, style)
    if figure.value is None:
        return absent(figure.unknown)
    return FORMATS[unit].cell(style)(figure.value)


def have_one(known: int, rows: int, style: Separators = ENGLISH) -> str:
    """``5 of 40 have one``."""
    return f"{numbers.x_of_n(known, rows, style)} {numbers.plural(rows, 'has', 'have')} one"


def absent(unknown: bool) -> str:
    """What stands in for a figure."""
    return numbers.UNKNOWN if unknown else numbers.NONE
