"""How much a chart draws: the browser draws SVG, and above a thousand marks nobody can tell them.

What a chart does not draw it says in words; tables and files have everything.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import x_of_n
from telephony.metrics.frame_view import Numbers, Positions
from telephony.query.view import StepLength

MOST_POINTS: Final = 1_000
"""Points, bars or steps of a chart."""
# The rest is for the others: a chart of outliers alone would be about nobody.
_MOST_RANKED: Final = MOST_POINTS // 2
_LONGER: Final = {StepLength.DAY: StepLength.WEEK, StepLength.WEEK: StepLength.MONTH}


def drawn_step(by: StepLength, steps: int) -> StepLength:
    """The step in which a trend of that many steps is drawn: the next longer one if too many."""
    return _LONGER.get(by, by) if steps > MOST_POINTS else by


def choose_points(across: Numbers, up: Numbers, rank: Numbers) -> Positions:
    """Which points to draw, in order: all, or at most a thousand.

    Of many these are the outermost ones, those of positive ``rank``, the highest first (half of a
    thousand at most), and of points that lie together the first.
    """
    if len(across) <= MOST_POINTS:
        return np.arange(len(across))
    outermost = [across.argmin(), across.argmax(), up.argmin(), up.argmax()]
    ranked = np.argsort(-rank, kind="stable")[: min(np.count_nonzero(rank > 0), _MOST_RANKED)]
    always = np.concatenate((ranked, outermost))
    chosen, low, high = np.unique(always), 1, MOST_POINTS  # cells beside each other
    while high - low > 1:
        cells = (low + high) // 2
        found = np.union1d(always, _first_in_cells(across, up, cells))
        if len(found) <= MOST_POINTS:
            chosen, low = found, cells
        else:
            high = cells
    return chosen


def choose_on_line(rising: Numbers) -> Positions:
    """Which points of a rising line to draw through: all, or at most a thousand with both ends.

    Of many, half lie evenly along the line and half evenly up it, so that steep parts have theirs.
    """
    last, half = len(rising) - 1, MOST_POINTS // 2
    if last < MOST_POINTS:
        return np.arange(len(rising))
    along = np.linspace(0, last, half).round().astype(np.intp)
    up = np.searchsorted(rising, np.linspace(rising[0], rising[-1], half))
    return np.unique(np.concatenate((along, np.minimum(up, last))))


def drawn_words(drawn: int, all_of_them: int, what: str, style: LocaleStyle = ENGLISH) -> str:
    """``998 of 10,000 extensions drawn, one where many meet``; empty where all are drawn."""
    if drawn == all_of_them:
        return ""
    return f"{x_of_n(drawn, all_of_them, style)} {what} drawn, one where many meet"


def _first_in_cells(across: Numbers, up: Numbers, cells: int) -> Positions:
    """The first point in each cell of a grid over all points."""
    column, row = _cells_of(across, cells), _cells_of(up, cells)
    first: Positions = np.unique(column * cells + row, return_index=True)[1]
    return first


def _cells_of(values: Numbers, cells: int) -> Positions:
    low, width = values.min(), np.ptp(values) or 1.0
    places: Positions = np.minimum((values - low) / width * cells, cells - 1).astype(np.intp)
    return places
