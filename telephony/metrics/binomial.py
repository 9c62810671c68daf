"""Quantiles of a binomial count, interpolated between whole counts."""

from __future__ import annotations

from math import log, log1p, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]

# Up to this variance a quantile is summed from the probabilities themselves; beyond, an expansion
# differs from it by less than a twentieth of a count.
_SUMMED_UP_TO: Final = 10_000
# [standard deviations, counts] Farther from the mean the probabilities do not count in a float.
_WINDOW: Final = (10, 30)


def low_quantile(n: int, share: float, tail: float, z: float) -> float:
    """The count of ``n``, each a hit with probability ``share``, below which lies ``tail``.

    With r the first count of which P(R ≤ r) reaches ``tail``, it lies between r - 1 and r, so that
    a whole count is below it exactly if P(R ≤ count) < tail. It may be below 0. ``z``: the normal
    quantile of ``tail``, which large numbers use.
    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185, appendix A.1.1.
    """
    if share in (0.0, 1.0):
        return share * n
    deviation = sqrt(n * share * (1 - share))
    if deviation**2 > _SUMMED_UP_TO:
        # of Cornish and Fisher; whole counts differ from its curve by a half
        return n * share + z * deviation + (1 - 2 * share) * (z**2 - 1) / 6 - 0.5
    counts, reached = _cumulative(n, share, deviation)
    at = int(np.searchsorted(reached, tail))
    before = float(reached[at - 1]) if at else 0.0
    return float(counts[at] - (reached[at] - tail) / (reached[at] - before))


def _cumulative(n: int, share: float, deviation: float) -> tuple[_Floats, _Floats]:
    """Counts around the mean, and the probability of at most so many hits."""
    deviations, more = _WINDOW
    mean, reach = n * share, deviations * deviation + more
    counts = np.arange(max(0, int(mean - reach)), min(n, int(mean + reach)) + 1, dtype=np.float64)
    # each probability is that of the count before it times this
    factors = (n - counts[:-1]) / counts[1:]
    logarithms = np.log(factors) + log(share) - log1p(-share)
    weights = np.concatenate(([0.0], logarithms.cumsum()))
    chances = np.exp(weights - weights.max())
    return counts, chances.cumsum() / chances.sum()
