"""How sure a share is that was counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]

# 95 % of a normal distribution lie within so many standard deviations.
_Z = 1.959963984540054


def wilson(hits: _Floats, n: _Floats) -> tuple[_Floats, _Floats]:
    """Lower and upper limit of the 95 % score interval for ``hits`` out of ``n``, one by one.

    Both are shares from 0 to 1 around the counted one, and sensible for few and for extreme ones.
    NaN where ``n`` is 0. Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / n
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    none = n == 0
    low = np.where(none, np.nan, np.minimum(np.maximum(middle - half, 0.0), share))
    high = np.where(none, np.nan, np.maximum(np.minimum(middle + half, 1.0), share))
    return low, high
