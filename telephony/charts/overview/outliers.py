"""Which points of a crowded chart get a name, and where the name covers least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from telephony.metrics.quantiles import quartiles

_Floats = npt.NDArray[np.float64]

# More names hide the points and each other.
MOST: Final = 6
# Tukey's outer fence, in widths of the middle half beyond it (Exploratory Data Analysis, 1977);
# his inner one (1.5) would name a tenth of an ordinary group.
FENCE: Final = 3.0
# The room of a name, in shares of the axes; nearer to each other two names would overlap.
_WIDE: Final = 0.3
_HIGH: Final = 0.08
_OFF: Final = 0.05  # from the middle of its point


@dataclass(frozen=True)
class Side:
    """Where a name is placed: right of its point (1, 0), left, above or below it."""

    right: int
    up: int

    def anchors(self, radius: float) -> dict[str, Any]:
        """A note's place beside a point of that radius [px]."""
        return {
            "xanchor": ("right", "center", "left")[self.right + 1],
            "yanchor": ("top", "middle", "bottom")[self.up + 1],
            "xshift": self.right * radius,
            "yshift": self.up * radius,
        }

    def box(self, x: float, y: float) -> tuple[float, float, float, float]:
        """Left, right, lower and upper edge of the name of a point, in shares of the axes."""
        middle_x = x + self.right * (_OFF + _WIDE / 2)
        middle_y = y + self.up * (_OFF + _HIGH / 2)
        return (
            middle_x - _WIDE / 2,
            middle_x + _WIDE / 2,
            middle_y - _HIGH / 2,
            middle_y + _HIGH / 2,
        )


SIDES: Final = (Side(1, 0), Side(-1, 0), Side(0, 1), Side(0, -1))


def distance_beyond_fence(values: _Floats) -> _Floats:
    """How far each lies outside of Tukey's outer fences, in widths of the middle half; else 0.

    Where the middle half has no width nothing lies outside.
    """
    low, high = quartiles(values)
    if low == high:
        return np.zeros(len(values))
    outside: _Floats = np.maximum(values - high, low - values) / (high - low)
    return np.clip(outside - FENCE, 0.0, None)


def choose_named(across: _Floats, up: _Floats, rank: _Floats) -> list[int]:
    """Positions of the points to name: those of positive rank, highest first, none overlapping.

    across, up: where they lie, in shares of the axes.
    """
    named: list[int] = []
    for place in np.argsort(-rank, kind="stable").tolist():
        if rank[place] <= 0 or len(named) == MOST:
            break
        if all(
            abs(across[place] - across[other]) > _WIDE or abs(up[place] - up[other]) > _HIGH
            for other in named
        ):
            named.append(place)
    return named


def freest_side(across: _Floats, up: _Floats, reach: _Floats, place: int) -> Side:
    """The side of a point where its name covers the fewest others and no edge cuts it.

    reach: the points' radii, in shares of the axes.
    """
    return min(SIDES, key=lambda side: count_covered(across, up, reach, place, side))


def count_covered(across: _Floats, up: _Floats, reach: _Floats, place: int, side: Side) -> int:
    """How many other points a name on this side lies over; all of them where an edge cuts it."""
    left, right, low, high = side.box(float(across[place]), float(up[place]))
    if left < 0 or right > 1 or low < 0 or high > 1:
        return len(across)
    beside = (across + reach > left) & (across - reach < right)
    level = (up + reach > low) & (up - reach < high)
    other = np.arange(len(across)) != place
    return int(np.count_nonzero(beside & level & other))
