"""The rows of a frame that a view is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from telephony.frames import COUNTS, TALKS
from telephony.metrics.derived import of_direction
from telephony.odata import parse_filter
from telephony.query import View
from telephony.text import folded


def narrow(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Those extensions whose name and number contain every word searched for, in the same order.

    Case, accents and width do not count. The filter chooses by the figures in the frame. Without
    quiet ones, an extension without calls and talk time in the chosen direction goes as well; one
    whose calls are unknown stays. The figures stay as they are: `derive` and `total` heed the
    direction. Nothing left: an empty frame. A filter that cannot be read raises QueryTextError.
    """
    keep = np.ones(len(frame), dtype=bool)
    words = tuple(dict.fromkeys(folded(view.search).split()))
    if words:
        # as lists: going through an Arrow column one by one is ten times slower
        names = zip(frame["extension"].tolist(), frame["display_name"].tolist(), strict=True)
        texts = (folded(f"{number} {name}") for number, name in names)
        keep &= np.fromiter((all(word in text for word in words) for text in texts), bool)
    if view.filter:
        keep &= parse_filter(view.filter).mask(frame)
    if not view.quiet:
        active = np.zeros(len(frame), dtype=bool)
        for name in of_direction(COUNTS + TALKS, view.direction):
            active |= frame[name].to_numpy(np.int64, na_value=1) > 0
        keep &= active
    return frame if keep.all() else frame[keep].reset_index(drop=True)


def narrow_before(before: pd.DataFrame, now: pd.DataFrame, view: View) -> pd.DataFrame:
    """The same for the period ``before``, where ``now`` is what the view keeps of its own.

    A filter is about the figures of the view's own period: those that it chose there are compared
    with themselves, not with others that it would have chosen before.
    """
    if view.filter:
        before = before[before["extension"].isin(now["extension"])].reset_index(drop=True)
    return narrow(before, replace(view, filter=""))
