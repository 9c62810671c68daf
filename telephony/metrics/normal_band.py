"""What is normal for a day: how much the same weekdays before differ from each other.

Counts are compared as ``2 √(x + 3/8)``, where those of independent calls differ by 1 however many
they are (Anscombe, Biometrika 35 (1948) 246). On that scale the middle is the median and the spread
the median absolute deviation, so one holiday or one rush among the weeks before changes little. The
spread is never below that of independent calls: weeks that happen to agree prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, pi, sqrt
from statistics import median
from typing import Final

WEEKS: Final = 8
"""Weeks before a range that it is compared with: the more, the older they are."""
FEWEST_DAYS: Final = 6
"""With fewer the band would be so wide that it says nothing."""

# By the number of values: 95 % of further values lie within so many median absolute deviations
# (as they are, not scaled) of the median, for values of a normal distribution. Simulated; the test
# simulates it again.
_DEVIATIONS: Final = {6: 6.26, 7: 5.97, 8: 5.10}
_Z: Final = 1.959963984540054
# Limits that are whole numbers must not move by an error of the last bit.
_ROUNDING: Final = 1e-9


class Verdict(StrEnum):
    """Where a number lies; the values are the words in files."""

    ABOVE = "above"
    NORMAL = "normal"
    BELOW = "below"


@dataclass(frozen=True)
class Band:
    """The normal range, both ends included: 95 of 100 ordinary days lie in it, or more.

    ``middle``: the median, which ends in .5 between two values. ``days``: how many it is made of.
    """

    low: int
    middle: float
    high: int
    days: int

    def verdict(self, calls: int) -> Verdict:
        """Where a number of calls lies."""
        if calls > self.high:
            return Verdict.ABOVE
        return Verdict.BELOW if calls < self.low else Verdict.NORMAL


def normal_band(counts: Sequence[int]) -> Band | None:
    """The band of at most ``WEEKS`` numbers of calls; None for fewer than ``FEWEST_DAYS``."""
    if len(counts) < FEWEST_DAYS:
        return None
    scaled = [_scaled(number) for number in counts]
    middle = median(scaled)
    deviation = median(abs(value - middle) for value in scaled)
    # the last term: how uncertain the median itself is
    independent = _Z * sqrt(1 + pi / 2 / len(counts))
    half = max(_DEVIATIONS[len(counts)] * deviation, independent)
    # both rounded down: the scale is a little too narrow below, and calls are whole
    low, high = (floor(_counted(middle + side) + _ROUNDING) for side in (-half, half))
    return Band(low, median(counts), high, len(counts))


def _scaled(number: int) -> float:
    return 2 * sqrt(number + 3 / 8)


def _counted(scaled: float) -> float:
    return float(max(scaled, _scaled(0)) ** 2 / 4 - 3 / 8)
