"""Whether the rates of extensions differ from their group's by more than chance.

Grain: one row per extension that a view shows, the highest rate first; those with too few calls for
a rank come last, most calls first. Around each rate there is its own 95 % interval
(Wilson), around the group's rate the limits of a funnel plot for that number of calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.metrics import funnel
from telephony.metrics.frame_view import FrameView, Integers, Mask, Numbers
from telephony.metrics.intervals import wilson
from telephony.metrics.registry import METRICS, Metric
from telephony.query.view import Direction

FEWEST: Final = 20
"""An extension with fewer calls has no rank, and says nothing about how much rates vary: even at
20 calls the 95 % interval is 40 points wide."""

RATES: Final = {Direction.INBOUND: "pick_up_rate", Direction.OUTBOUND: "connect_rate"}
"""The rate of each direction, by the metric's key."""


class Outlier(StrEnum):
    """On which side of the 99.8 % limits a rate is."""

    ABOVE = "above"
    BELOW = "below"
    NO = "no"


COLUMNS: Final = {
    "extension": "str",
    "display_name": "str",
    "offered": "Int64",  # NA: unknown
    "answered": "Int64",
    "rate": "float64",  # NaN where there is none
    "low_95": "float64",  # Wilson
    "high_95": "float64",
    "funnel_low_998": "float64",
    "funnel_high_998": "float64",
    "outlier": "str",  # an Outlier
    "funnel_low_95": "float64",
    "funnel_high_95": "float64",
    "rank_from": "Int64",  # 1 is the highest rate; NA with fewer than FEWEST calls
    "rank_to": "Int64",
}


@dataclass(frozen=True)
class Reliability:
    """The rows (``COLUMNS``) in their order, and what they are compared with.

    ``rate``: the group's, ``answered`` ÷ ``offered``; None without calls. ``factor``: of
    overdispersion, 1 where chance alone explains how the rates vary. ``unknown``: extensions whose
    calls are unknown, which none of them includes. ``group_size``: the extensions of the groups,
    shown or not.
    """

    metric: Metric
    rows: pd.DataFrame
    answered: int
    offered: int
    factor: float
    unknown: int
    group_size: int

    @property
    def rate(self) -> float | None:
        """The rate of the group."""
        return self.answered / self.offered if self.offered else None

    @property
    def ranked(self) -> int:
        """How many extensions have enough calls for a rank."""
        return int(self.rows["rank_from"].notna().sum())


def reliability_of(
    rows: FrameView, direction: Direction, *, group_size: int | None = None
) -> Reliability:
    """The rates of a view's rows: the connect rate for outbound, else the pick-up rate.

    ``group_size``: how many extensions the groups have; None: the rows are all of them.
    """
    metric = METRICS[RATES[direction if direction in RATES else Direction.INBOUND]]
    answered, offered = (_sum(rows, names) for names in (metric.top, metric.bottom))
    unknown = np.zeros(len(rows), dtype=bool)
    for name in metric.bottom:
        unknown |= rows.missing(name)
    hits, n = (np.where(unknown, 0, of).astype(np.float64) for of in (answered, offered))
    enough = n >= FEWEST
    total = float(hits.sum() / n.sum()) if n.any() else np.nan
    factor = funnel.dispersion(hits[enough], n[enough], total)
    rate = np.divide(hits, n, out=np.full(len(n), np.nan), where=n > 0)
    low, high = wilson(hits, n)
    outer, inner = (
        funnel.limits(n, total, level, factor) for level in (funnel.OUTER, funnel.INNER)
    )
    rank_from, rank_to = _ranks(low, high, enough)
    order = np.lexsort((np.arange(len(n)), -n, np.where(enough, -rate, 0), ~enough))
    frame = pd.DataFrame(
        {
            "extension": rows.values("extension"),
            "display_name": rows.values("display_name"),
            "offered": IntegerArray(offered, unknown),
            "answered": IntegerArray(answered, unknown),
            "rate": rate,
            "low_95": low,
            "high_95": high,
            "funnel_low_998": outer[0],
            "funnel_high_998": outer[1],
            "outlier": _outliers(rate, *outer),
            "funnel_low_95": inner[0],
            "funnel_high_95": inner[1],
            "rank_from": rank_from,
            "rank_to": rank_to,
        }
    ).astype(COLUMNS)
    frame = frame.take(order).reset_index(drop=True)
    return Reliability(
        metric,
        frame,
        int(hits.sum()),
        int(n.sum()),
        factor,
        int(unknown.sum()),
        len(rows) if group_size is None else group_size,
    )


def _sum(rows: FrameView, names: tuple[str, ...]) -> Integers:
    total: Integers = np.sum([rows.integers(name) for name in names], axis=0, dtype=np.int64)
    return total


def _outliers(rate: Numbers, low: Numbers, high: Numbers) -> list[str]:
    sides = np.select([rate < low, rate > high], [Outlier.BELOW, Outlier.ABOVE], Outlier.NO)
    return [str(side) for side in sides]


def _ranks(low: Numbers, high: Numbers, enough: Mask) -> tuple[IntegerArray, IntegerArray]:
    """The best and the worst place that each may have: others surely before it come before.

    One is surely before another if its interval begins above the other's end.
    """
    begins, ends = np.sort(low[enough]), np.sort(high[enough])
    surely_before = len(begins) - np.searchsorted(begins, high, side="right")
    surely_after = np.searchsorted(ends, low, side="left")
    first, last = 1 + surely_before, len(begins) - surely_after
    unranked = ~enough
    return IntegerArray(first * enough, unranked), IntegerArray(last * enough, unranked)
