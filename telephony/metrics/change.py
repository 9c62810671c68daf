"""A value against the previous period, in words that do not need a colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import as_percent, count, decimal, round_half_up
from telephony.formatting.units import Unit
from telephony.metrics.extension_metrics import MetricValue
from telephony.metrics.registry import Good, Metric

UP, DOWN = "▲", "▼"
_NO_BREAK: Final = "\u00a0"
_VERDICTS: Final = {True: ", better", False: ", worse", None: ""}
_Exact = int | Fraction


@dataclass(frozen=True)
class Change:
    """``words`` say it without the arrow; ``good`` is None where the metric has no good side.

    ``short``: the words without the period, for where that is named once for all.
    """

    words: str
    arrow: str = ""
    good: bool | None = None
    short: str = ""

    @property
    def text(self) -> str:
        """Arrow and words."""
        return f"{self.arrow} {self.words}".lstrip()

    @property
    def brief(self) -> str:
        """Arrow and short words, for a card: no line ends with the arrow alone."""
        return f"{self.arrow}{_NO_BREAK}{self.short}" if self.arrow else self.short

    def unjudged(self) -> Change:
        """The same without saying whether it is good, of values that say too little for it."""
        verdict = _VERDICTS[self.good]
        words, short = (text.removesuffix(verdict) for text in (self.words, self.short))
        return replace(self, words=words, short=short, good=None)


def compare(
    metric: Metric,
    now: MetricValue,
    before: MetricValue | None,
    before_words: str,
    style: LocaleStyle = ENGLISH,
) -> Change:
    """How the value changed since the period that ``before_words`` names ("9–15 Nov 2026").

    In percent of the earlier value, for rates in percentage points. A change from 0 has no percent:
    "new". Less than half a percent, or for a rate less than a twentieth of a point, is "almost the
    same". Where there is no earlier value (``before`` None), or one is unknown or incomplete, the
    words say so. Where nothing is compared (``before_words`` empty) there are no words.
    """
    if before is None or not before_words:
        return Change("no earlier data to compare with" if before_words else "")
    if now.incomplete or before.incomplete:
        why = "unknown values" if now.unknown or before.unknown else "incomplete"
        return Change(f"cannot be compared with {before_words}: {why}", short=f"? ({why})")
    later, earlier = _exact(now), _exact(before)
    if later is None or earlier is None:
        return _existence(later, earlier, before_words)
    if later == earlier:
        return Change(f"no change from {before_words}", short="no change")
    size = _size(metric, earlier, later, style)
    if size is None:
        return Change(f"almost the same as {before_words}", short="almost the same")
    rose = later > earlier
    good = None if metric.good is Good.NEITHER else rose == (metric.good is Good.UP)
    short = f"{size} {_word(metric, rose)}" if size else "new"
    words = f"{short} than {before_words}" if size else _new(before_words)
    verdict = _VERDICTS[good]
    return Change(words + verdict, UP if rose else DOWN, good, short + verdict)


def _existence(later: _Exact | None, earlier: _Exact | None, before_words: str) -> Change:
    if later is not None:
        return Change(_new(before_words), short="new")
    if earlier is None:
        return Change("nothing to compare")
    return Change(f"none, unlike {before_words}", short="none now")


def _new(before_words: str) -> str:
    return f"new, unlike {before_words} (none)"


def _exact(figure: MetricValue) -> _Exact | None:
    value = figure.value
    if value is not None and figure.top is not None and figure.bottom:
        return Fraction(figure.top, figure.bottom)
    return Fraction(value) if isinstance(value, float) else value


def _size(metric: Metric, earlier: _Exact, later: _Exact, style: LocaleStyle) -> str | None:
    """Points or percent; empty for a change from 0, None when it rounds to 0."""
    difference = abs(Fraction(later) - earlier)
    if metric.unit is Unit.RATE:
        points = round_half_up(difference * 100, 1)
        return f"{decimal(points, 1, style)} points" if points else None
    if not earlier:
        return ""
    whole = int(round_half_up(difference * 100 / earlier))
    return as_percent(count(whole, style), style) if whole else None


def _word(metric: Metric, rose: bool) -> str:
    if metric.unit is Unit.RATE:
        return "higher" if rose else "lower"
    if metric.unit is Unit.TALK and metric.bottom:
        return "longer" if rose else "shorter"
    if metric.unit is Unit.CALLS:
        return "more" if rose else "fewer"
    return "more" if rose else "less"
