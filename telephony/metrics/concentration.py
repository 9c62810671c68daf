"""How evenly a load is shared: the Gini coefficient, the effective number, the busiest fifth.

A load is one number per person, none of them negative. Nobody, or nobody with any load: None.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]

# Pareto's rule of thumb is about the busiest fifth.
_FIFTH: Final = 5


class Busiest(NamedTuple):
    """The busiest ``few`` of ``everyone``, and the share of the load that they carry, 0 to 1."""

    few: int
    everyone: int
    share: float


def gini(load: _Floats) -> float | None:
    """0 where all carry the same, up to (n - 1) ÷ n where one of n carries everything.

    Half the mean absolute difference of two people, as a part of the mean load; sorted, so that it
    takes no n² differences. Source: Gini, Variabilità e mutabilità (1912); Sen, On Economic
    Inequality (1973), section 2.
    """
    total = load.sum()
    if not total:
        return None
    n = len(load)
    places = 2 * np.arange(1, n + 1) - n - 1
    return max(0.0, float((places * np.sort(load)).sum() / (n * total)))


def effective_people(load: _Floats) -> float | None:
    """How many people with equal loads would be as concentrated: 1 ÷ Σ share².

    Source: Laakso and Taagepera, Comparative Political Studies 12 (1979) 3.
    """
    total = load.sum()
    return float(1 / ((load / total) ** 2).sum()) if total else None


def busiest_fifth(load: _Floats) -> Busiest | None:
    """The busiest fifth, at least one person."""
    total = load.sum()
    if not total:
        return None
    few = max(1, round(len(load) / _FIFTH))
    return Busiest(few, len(load), float(np.sort(load)[::-1][:few].sum() / total))
