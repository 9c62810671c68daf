"""Numbers and durations as the screen shows them.

Rounding, here and everywhere: halves go up. A negative number is its size, rounded, behind a minus
sign or a word. Zero is "0", what does not exist is "–", what is unknown is "?".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle

NONE: Final = "–"
_PLUS, _MINUS = "+", "−"
UNKNOWN: Final = "?"
_SECOND_US: Final = 1_000_000
_MINUTE_US: Final = 60 * _SECOND_US
_MINUTE_S: Final = 60
_HOUR_S: Final = 60 * _MINUTE_S
# A float below this is precise to a thousandth of the distance to a half that is required.
_SURE_BELOW: Final = 1e9
_NEAR_A_HALF: Final = 1e-3
# The same values are written again at each letter of a search, for a few readers. As many as a
# view of 500 extensions has: what is remembered of a large one helps nobody who opens another.
_CELLS: Final = 4_096
_STYLES: Final = 8
_FIRST_GROUP: Final = 3


def round_half_up(value: int | float | Fraction, digits: int = 0) -> Fraction:
    """The value, not negative, rounded to ``digits`` decimals; a float counts as it is written."""
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    scale = 10**digits
    twice = 2 * exact.denominator  # in whole numbers, which are quicker than fractions
    return Fraction((2 * scale * exact.numerator + exact.denominator) // twice, scale)


def count(value: int, style: LocaleStyle = ENGLISH) -> str:
    """``12,345``."""
    if style.group == _FIRST_GROUP:
        return f"{value:,}".replace(",", style.thousands)
    return _in_groups(str(value), style)


def _in_groups(digits: str, style: LocaleStyle) -> str:
    """``12,34,567``: the last three digits together, the others in groups of their own."""
    head, tail = digits[:-_FIRST_GROUP], digits[-_FIRST_GROUP:]
    starts = range(len(head), 0, -style.group)
    groups = [head[max(end - style.group, 0) : end] for end in starts]
    return style.thousands.join([*reversed(groups), tail])


def plural(number: float, one: str, many: str = "") -> str:
    """The word for so many things: ``one`` for 1, else ``many``, by default ``one`` with an s."""
    return one if number == 1 else many or f"{one}s"


def count_of(number: int, one: str, style: LocaleStyle = ENGLISH, *, many: str = "") -> str:
    """``1 call``, ``12,345 calls``; ``many`` is the plural where it is not ``one`` with an s."""
    return f"{count(number, style)} {plural(number, one, many)}"


def decimal(value: int | float | Fraction, digits: int, style: LocaleStyle = ENGLISH) -> str:
    """``1,234.5``, always with ``digits`` decimals (at least one)."""
    if isinstance(value, float):
        scaled = _scaled(value, digits)
    else:
        scaled = int(round_half_up(value, digits) * 10**digits)
    return _pointed(scaled, digits, style)


def percent(share: float | Fraction, style: LocaleStyle = ENGLISH) -> str:
    """A share as ``86.7 %``."""
    if isinstance(share, float):
        return as_percent(_pointed(_scaled(share, 3), 1, style), style)
    return as_percent(decimal(share * 100, 1, style), style)


def as_percent(number: str, style: LocaleStyle = ENGLISH) -> str:
    """A number that is written already, with the reader's percent sign."""
    before, after = style.percent
    return f"{before}{number}{after}"


@lru_cache(maxsize=_STYLES)
def percents(style: LocaleStyle) -> Callable[[float], str]:
    """``percent`` for a column of one reader's table."""
    return lru_cache(maxsize=_CELLS)(lambda share: percent(share, style))


@lru_cache(maxsize=_STYLES)
def counts(style: LocaleStyle) -> Callable[[int], str]:
    """``count`` for a column of one reader's table."""
    return lru_cache(maxsize=_CELLS)(lambda value: count(value, style))


def _scaled(value: float, digits: int) -> int:
    """Like ``round_half_up``, twenty times as fast: tables and hovers write thousands of these.

    Floating point decides where it is surely right: away from a half, and not too large.
    """
    shifted = value * 10**digits + 0.5
    if shifted < _SURE_BELOW:
        whole = int(shifted)
        if _NEAR_A_HALF < shifted - whole < 1 - _NEAR_A_HALF:
            return whole
    return int(Decimal(float.__repr__(value)).scaleb(digits).to_integral_value(ROUND_HALF_UP))


def _pointed(scaled: int, digits: int, style: LocaleStyle) -> str:
    whole, part = divmod(scaled, 10**digits)
    return f"{count(whole, style)}{style.decimal}{part:0{digits}d}"


def x_of_n(top: int, bottom: int, style: LocaleStyle = ENGLISH) -> str:
    """``26 of 30``, shown beside every rate."""
    return f"{count(top, style)} of {count(bottom, style)}"


def elapsed_words(seconds: float, style: LocaleStyle = ENGLISH) -> str:
    """How long something took: ``12 ms``, from a second on ``1.2 s``."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{decimal(seconds, 1, style)} s"


def talk_words(microseconds: int | float, style: LocaleStyle = ENGLISH) -> str:
    """``3 h 12 min``, ``4 min 5 s`` or ``17 s``, for a card; half a second and less ``< 1 s``."""
    seconds = int((microseconds + _SECOND_US // 2) // _SECOND_US)
    if not seconds:
        return "< 1 s" if microseconds else "0 s"
    if seconds < _MINUTE_S:
        return f"{seconds} s"
    if seconds < _HOUR_S:
        return f"{seconds // _MINUTE_S} min {seconds % _MINUTE_S} s"
    minutes = int((microseconds + _MINUTE_US // 2) // _MINUTE_US)
    return f"{count(minutes // 60, style)} h {minutes % 60} min"


def talk_change_words(microseconds: int | float, style: LocaleStyle = ENGLISH) -> str:
    """``+3 h 12 min``, ``−17 s``; of half a second and less there is no sign."""
    if abs(microseconds) < _SECOND_US // 2:
        return talk_words(abs(microseconds), style)
    return signed(microseconds, lambda size: talk_words(size, style))


@lru_cache(maxsize=_CELLS)
def clock(microseconds: int | float) -> str:
    """``h:mm:ss`` for tables and files; without separators, so that spreadsheets read it."""
    seconds = int((microseconds + _SECOND_US // 2) // _SECOND_US)
    return f"{seconds // _HOUR_S}:{seconds // _MINUTE_S % 60:02d}:{seconds % _MINUTE_S:02d}"


def signed(value: float | Fraction, write: Callable[[Any], str]) -> str:
    """``+1.5``, ``−1.5``: the size as ``write`` writes it, without a sign where that is of 0."""
    words = write(abs(value))
    if words == write(value * 0):
        return words
    return f"{_PLUS if value > 0 else _MINUS}{words}"


def parts_of(total: int, parts: Sequence[Fraction]) -> list[int]:
    """The parts in whole numbers whose sum is ``total``, each less than 1 from its own value.

    ``total`` is the sum of the parts, rounded. Those nearest to the next whole number are rounded
    up (the method of the largest remainder), so that what adds up also does so where it is shown.
    """
    whole = [floor(part) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    for place in by_remainder[: total - sum(whole)]:
        whole[place] += 1
    return whole


def whole_microseconds(microseconds: int | float) -> int:
    """The nearest whole microsecond; a whole one is as it is, whatever its size."""
    return microseconds if isinstance(microseconds, int) else floor(microseconds + 0.5)


def exact_seconds(microseconds: int | float) -> str:
    """Seconds as ``192.139836``, ``17`` or ``-0.5``: all digits, at most six decimals."""
    exact = whole_microseconds(microseconds)
    whole, part = divmod(abs(exact), _SECOND_US)
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}.{part:06d}".rstrip("0") if part else f"{sign}{whole}"


def fixed_decimals(value: float, digits: int) -> str:
    """``0.916667``: for files, with a decimal point and always ``digits`` decimals."""
    return f"{floor(value * 10**digits + 0.5) / 10**digits:.{digits}f}"
