"""Whether a difference is more than chance gives: for counts of calls, and for rates.

In words, never as a p-value. "Clear": where nothing but chance is at work, one comparison in twenty
differs as much.
"""

from __future__ import annotations

from enum import StrEnum
from math import nan, sqrt
from typing import Final

import numpy as np

from telephony.metrics.intervals import wilson
from telephony.metrics.rate_split import Taken

FEWEST: Final = 10
"""With fewer calls on a side almost any difference is within chance, so none is judged."""


class Certainty(StrEnum):
    """The values are the words in files."""

    CLEAR = "clear"
    CHANCE = "could be chance"
    FEW = "too few calls"
    EQUAL = "no difference"


def of_counts(before: int, now: int, before_seconds: float, now_seconds: float) -> Certainty:
    """Whether the calls per hour differ, taking calls as independent of each other (Poisson).

    Given the calls of both, those of one are binomial with its share of the time. That share lies
    outside the score interval just where the score test of two Poisson rates refuses it. A side
    without time, such as one that has not begun, has too few.
    """
    both = before + now
    if both < FEWEST or before_seconds <= 0 or now_seconds <= 0:
        return Certainty.FEW
    share = now_seconds / (before_seconds + now_seconds)
    if before * now_seconds == now * before_seconds:
        return Certainty.EQUAL
    low, high = (limit.item() for limit in wilson(np.array([float(now)]), np.array([float(both)])))
    return Certainty.CHANCE if low <= share <= high else Certainty.CLEAR


def of_rates(before: Taken, now: Taken, shared: int = 0) -> Certainty:
    """Whether two rates differ: 0 outside ``difference_interval``. ``shared``: calls in both."""
    if min(before.calls, now.calls, before.calls + now.calls - 2 * shared) < FEWEST:
        return Certainty.FEW
    if before.answered * now.calls == now.answered * before.calls:
        return Certainty.EQUAL
    low, high = difference_interval(before, now, shared)
    return Certainty.CHANCE if low <= 0 <= high else Certainty.CLEAR


def difference_interval(before: Taken, now: Taken, shared: int = 0) -> tuple[float, float]:
    """The 95 % score interval of the rate ``now`` less the rate ``before``; NaN without calls.

    Both limits are shares. They are made of the Wilson intervals of the two rates, so that few and
    extreme ones have sensible limits, too. Calls in both, as two groups with the same extensions
    have them, move both rates at once: by these the rates correlate. Sources: Newcombe, Statistics
    in Medicine 17 (1998) 873, method 10; Zou, Psychological Methods 12 (2007) 399.
    """
    calls = np.array([before.calls, now.calls], dtype=np.float64)
    answered = np.array([before.answered, now.answered], dtype=np.float64)
    (low0, low1), (high0, high1) = (limits.tolist() for limits in wilson(answered, calls))
    if now.rate is None or before.rate is None:
        return nan, nan
    found = now.rate - before.rate
    correlation = shared / sqrt(before.calls * now.calls)
    down = _both_sides(now.rate - low1, high0 - before.rate, correlation)
    up = _both_sides(high1 - now.rate, before.rate - low0, correlation)
    return found - down, found + up


def _both_sides(one: float, other: float, correlation: float) -> float:
    """How far the difference of two correlated values goes, each of which goes so far."""
    return sqrt(max(0.0, one**2 + other**2 - 2 * correlation * one * other))
