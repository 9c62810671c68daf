"""The rows of a frame that a view is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from telephony.frames import COUNTS, TALKS
from telephony.metrics.columns import Columns, Derived, Mask, Positions
from telephony.metrics.derived import of_direction
from telephony.odata import parse_filter
from telephony.query import Direction, View
from telephony.text import folded


def narrow(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """The frame without the extensions that `matching` leaves out. Nothing left: an empty frame.

    The figures stay as they are: `derive` and `total` heed the direction.
    """
    at = matching(frame, view)
    return frame if len(at) == len(frame) else frame.take(at).reset_index(drop=True)


def matching(frame: Derived, view: View) -> Positions:
    """Where those extensions are whose name and number contain every word searched for, in order.

    Case, accents and width do not count. The filter chooses by the figures in the frame. Without
    quiet ones, an extension without calls and talk time in the chosen direction goes as well; one
    whose calls are unknown stays. A filter that cannot be read raises QueryTextError.
    """
    columns = Columns.of(frame)
    keep = np.ones(len(columns), dtype=bool)
    texts = columns.per_row("folded", _folded) if view.search else []
    for word in dict.fromkeys(folded(view.search).split()):
        keep &= np.array([word in text for text in texts], dtype=bool)
    if view.filter:
        keep &= parse_filter(view.filter).mask(columns.frame)
    if not view.quiet:
        keep &= _active(columns, view.direction)
    return np.flatnonzero(keep)


def matching_before(before: Derived, now: Derived, view: View) -> Positions:
    """The same for the period ``before``, where ``now`` is what the view keeps of its own.

    A filter is about the figures of the view's own period: those that it chose there are compared
    with themselves, not with others that it would have chosen before.
    """
    columns = Columns.of(before)
    at = matching(columns, replace(view, filter=""))
    if not view.filter:
        return at
    return at[columns.one_of(frozenset(Columns.of(now).values("extension")), at)]


def _folded(columns: Columns) -> list[str]:
    names = zip(columns.values("extension"), columns.values("display_name"), strict=True)
    return [folded(f"{number} {name}") for number, name in names]


def _active(columns: Columns, direction: Direction) -> Mask:
    """Where there are calls or talk time of the direction, or nobody knows."""

    def look(of: Columns) -> Mask:
        active = np.zeros(len(of), dtype=bool)
        for name in of_direction(COUNTS + TALKS, direction):
            active |= (of.integers(name) > 0) | of.missing(name)
        return active

    return columns.per_row(("active", direction), look)
