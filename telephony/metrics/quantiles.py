"""Medians and quartiles, as numpy's own and without what these do for arrays of any shape.

That takes ten times as long as the values of a few hundred extensions, and each change of a filter
makes some twenty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]  # of floats, or of whole numbers


def median(values: Values) -> float:
    """Of one value at least, all of them known."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[half])
    return float(ordered[half - 1] + ordered[half]) / 2


def quartiles(values: Values) -> tuple[float, float]:
    """The first and the third, between two values where they fall there. Of known values."""
    ordered = np.sort(values)
    return _at(ordered, 0.25), _at(ordered, 0.75)


def _at(ordered: Values, share: float) -> float:
    place = share * (len(ordered) - 1)
    before = int(place)
    part = place - before
    low, high = float(ordered[before]), float(ordered[min(before + 1, len(ordered) - 1)])
    if part < 0.5:  # noqa: PLR2004  from the nearer of both, so that equal values stay equal
        return low + (high - low) * part
    return high - (high - low) * (1 - part)
