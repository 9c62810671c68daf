"""One extension among the others of its group: the group's median of each metric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.frame_view import FrameView
from telephony.metrics.registry import METRICS
from telephony.metrics.scorecard import Card


@dataclass(frozen=True)
class Median:
    """The middle value of a metric of so many ``extensions``; None where none has the metric.

    Exact for whole numbers: between two of them it is a half. left_out: extensions whose value is
    unknown.
    """

    value: Fraction | float | None
    extensions: int
    left_out: int


def group_medians(rows: FrameView, keys: Iterable[str]) -> Mapping[str, Median]:
    """The medians over the rows of a derived frame, the extension itself among them.

    Of a rate or an average only extensions that have one count.
    """
    return {key: _median(rows, key) for key in keys}


def _median(rows: FrameView, key: str) -> Median:
    column = METRICS[key].key if METRICS[key].key in rows else METRICS[key].top[0]
    missing = rows.missing(column).tolist()
    values = [value for value, gone in zip(rows.values(column), missing, strict=True) if not gone]
    left_out = 0 if METRICS[key].bottom else sum(missing)
    if not values:
        return Median(None, 0, left_out)
    whole = not METRICS[key].bottom
    middle = median([Fraction(int(value)) for value in values] if whole else values)
    return Median(middle, len(values), left_out)


def with_medians(
    cards: Iterable[Card],
    medians: Mapping[str, Median],
    style: LocaleStyle = ENGLISH,
    *,
    incomplete: bool = False,
) -> list[Card]:
    """The cards with the group's median as a further detail; ``incomplete``: rows are missing."""
    return [
        replace(card, detail=" · ".join(filter(None, (card.detail, words))))
        for card in cards
        for words in (_words(card.key, medians[card.key], style, incomplete=incomplete),)
    ]


def _words(key: str, of_group: Median, style: LocaleStyle, *, incomplete: bool) -> str:
    """``median of 9 extensions: 12``; empty where nobody has the metric."""
    if of_group.value is None:
        return ""
    extensions = numbers.count_of(of_group.extensions, "extension", style)
    words = f"median of {extensions}: {_written(METRICS[key].unit, of_group.value, style)}"
    if of_group.left_out:
        words += f", {numbers.count(of_group.left_out, style)} unknown"
    return f"{words}, incomplete" if incomplete else words


def _written(unit: Unit, value: Fraction | float, style: LocaleStyle) -> str:
    if isinstance(value, Fraction):
        if unit is Unit.CALLS and value.denominator > 1:
            return numbers.decimal(value, 1, style)
        return FORMATS[unit].card(style)(int(value))
    return FORMATS[unit].card(style)(value)
