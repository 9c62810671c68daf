"""One table: what a metric's number counts, and how it is written in each place that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from telephony.formatting import numbers
from telephony.formatting.locale_style import LocaleStyle

_DAY_US: Final = 86_400 * 1_000_000


class Unit(Enum):
    """What a metric's number counts, in frames and sums."""

    CALLS = "calls"
    TALK = "microseconds on the phone"
    RATE = "share, 0 to 1"
    ERLANGS = "erlangs"
    SCORE = "score"
    INDEX = "a number without a unit"
    PEOPLE = "people, or as many as"
    TALK_CHANGE = "microseconds on the phone, more or less"
    POINTS = "percentage points, more or less"

    @property
    def is_time(self) -> bool:
        """Counted in microseconds, which files give as seconds or durations."""
        return self in {Unit.TALK, Unit.TALK_CHANGE}


@dataclass(frozen=True)
class UnitFormat:
    """How the values of a unit are written.

    ``heading`` is the unit as it stands behind a column's name. ``cell`` and ``card`` give a writer
    for a reader's separators. ``text`` writes all digits, for CSV. ``sheet`` is Excel's number
    format of ``value / sheet_one``; ``arrow`` is Arrow's type.
    """

    heading: str
    cell: Callable[[LocaleStyle], Callable[[Any], str]]
    card: Callable[[LocaleStyle], Callable[[Any], str]]
    text: Callable[[Any], str]
    sheet: str
    arrow: str
    sheet_one: int = 1


def _as_sent(_: LocaleStyle) -> Callable[[Any], str]:
    """A score has no scale that a reader's separators could help with."""
    return str


def _hundredths(style: LocaleStyle) -> Callable[[Any], str]:
    return lambda value: numbers.decimal(value, 2, style)


def _tenths(style: LocaleStyle) -> Callable[[Any], str]:
    return lambda value: numbers.decimal(value, 1, style)


def _six_decimals(value: float) -> str:
    """One call in a million still shows."""
    return numbers.fixed_decimals(value, 6)


def _nine_decimals(value: float) -> str:
    """Those of ten thousand extensions still add up to what the group has."""
    return numbers.fixed_decimals(value, 9)


def _points(style: LocaleStyle) -> Callable[[Any], str]:
    return lambda value: numbers.signed(value, lambda size: numbers.decimal(size, 1, style))


FORMATS: Final = {
    Unit.CALLS: UnitFormat("calls", numbers.counts, numbers.counts, str, "#,##0", "int64"),
    Unit.SCORE: UnitFormat("score", _as_sent, _as_sent, str, "0", "int64"),
    Unit.TALK: UnitFormat(
        "h:mm:ss",
        lambda _: numbers.clock,
        lambda style: lambda value: numbers.talk_words(value, style),
        numbers.exact_seconds,
        "[h]:mm:ss",
        "duration[us]",
        sheet_one=_DAY_US,
    ),
    Unit.RATE: UnitFormat("%", numbers.percents, numbers.percents, _six_decimals, "0.0%", "double"),
    # Excel shows no duration below 0, so a change is a number of seconds
    Unit.TALK_CHANGE: UnitFormat(
        "h:mm:ss",
        lambda _: lambda value: numbers.signed(value, numbers.clock),
        lambda style: lambda value: numbers.talk_change_words(value, style),
        numbers.exact_seconds,
        '+#,##0.000" s";-#,##0.000" s";0" s"',
        "duration[us]",
        sheet_one=1_000_000,
    ),
    Unit.POINTS: UnitFormat(
        "points", _points, _points, _nine_decimals, "+0.00;-0.00;0.00", "double"
    ),
    Unit.ERLANGS: UnitFormat("erlangs", _hundredths, _hundredths, _six_decimals, "0.00", "double"),
    Unit.PEOPLE: UnitFormat("people", _tenths, _tenths, _six_decimals, "0.0", "double"),
    Unit.INDEX: UnitFormat("", _hundredths, _hundredths, _six_decimals, "0.00", "double"),
}
