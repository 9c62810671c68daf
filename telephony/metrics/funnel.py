"""Funnel plots: how far a rate may lie from the group's by chance, given its number of calls.

Source: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine
24 (2005) 1185. Limits are those of the binomial distribution around the group's rate. Where the
rates vary more than chance, both limits move away from it by the square root of the factor of
overdispersion (section 3.4, multiplicative).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from telephony.metrics.binomial import low_quantile

_Floats = npt.NDArray[np.float64]

# So much of the z-scores is pulled in at each end, so that true outliers do not widen the limits
# that they are judged by.
_WINSORISED: Final = 0.1


class Level(NamedTuple):
    """How much of chance lies inside two limits: the part below the lower, its normal quantile."""

    tail: float
    z: float


INNER: Final = Level(0.025, -1.959963984540054)
"""95 % of chance lie inside."""
OUTER: Final = Level(0.001, -3.090232306167813)
"""99.8 % of chance lie inside."""


def dispersion(hits: _Floats, n: _Floats, rate: float) -> float:
    """The factor of overdispersion: the mean square of the winsorised z-scores, at least 1.

    ``hits`` of ``n`` per unit, each ``n`` above 0, are compared with ``rate``. 1 means that chance
    alone explains how they vary; so it is of one unit, which varies from nothing, and where the
    rate is 0 or 1.
    """
    if len(n) <= 1 or not 0 < rate < 1:
        return 1.0
    scores = (hits / n - rate) / np.sqrt(rate * (1 - rate) / n)
    low, high = np.quantile(scores, (_WINSORISED, 1 - _WINSORISED))
    return max(1.0, float((scores.clip(low, high) ** 2).mean()))


def limits(n: _Floats, rate: float, level: Level, factor: float = 1.0) -> tuple[_Floats, _Floats]:
    """The lower and the upper limit around ``rate`` for each ``n``, shares from 0 to 1.

    ``factor``: of overdispersion. NaN where ``n`` is 0.
    """
    wider = float(np.sqrt(factor))
    numbers, places = np.unique(n, return_inverse=True)
    pairs = [_limit_pair(int(calls), rate, level, wider) for calls in numbers]
    low, high = np.array(pairs, dtype=np.float64).reshape(-1, 2)[places].T
    return low, high


def _limit_pair(n: int, rate: float, level: Level, wider: float) -> tuple[float, float]:
    """Both limits, ``wider`` times as far from the rate as those of chance alone."""
    if not n:
        return np.nan, np.nan
    below = rate - low_quantile(n, rate, *level) / n
    above = (1 - rate) - low_quantile(n, 1 - rate, *level) / n
    return max(0.0, rate - wider * below), min(1.0, rate + wider * above)
