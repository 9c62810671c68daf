"""The rows of a frame that a view is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from telephony.formatting.text import fold
from telephony.frames.columns import COUNTS, TALKS
from telephony.frames.former_names import FormerNames
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.frame_view import FrameOrView, FrameView, Mask, Positions
from telephony.metrics.stored_values import per_row
from telephony.odata.filters import parse_filter
from telephony.query.view import Direction, View


def narrow(frame: pd.DataFrame, view: View, former: FormerNames = ()) -> pd.DataFrame:
    """The frame without the extensions that `matching` leaves out. Nothing left: an empty frame.

    Values stay as they are: ``derive`` and ``total`` apply the direction.
    """
    at = matching(frame, view, former)
    return frame if len(at) == len(frame) else frame.take(at).reset_index(drop=True)


def matching(frame: FrameOrView, view: View, former: FormerNames = ()) -> Positions:
    """Where those extensions are whose name and number contain every word searched for, in order.

    Case, accents and width do not count. The filter chooses by the figures in the frame. Without
    quiet ones, an extension without calls and talk time in the chosen direction goes as well; one
    whose calls are unknown stays. A filter that cannot be read raises QueryTextError.

    Search and filter find an extension by each name it had, ``former`` ones among them; its
    figures are those of the number, whoever had it.
    """
    columns = FrameView.of(frame)
    keep = np.ones(len(columns), dtype=bool)
    if view.search:
        keep &= _by_any_name(columns, partial(_searched, words=view.search), former)
    if view.filter:
        keep &= _by_any_name(columns, partial(_filtered, text=view.filter), former)
    if not view.show_idle:
        keep &= _active(columns, view.direction)
    return np.flatnonzero(keep)


def matching_before(
    before: FrameOrView, now: FrameOrView, view: View, former: FormerNames = ()
) -> Positions:
    """The same for the period ``before``, where ``now`` is what the view keeps of its own.

    A filter is about the figures of the view's own period: those that it chose there are compared
    with themselves, not with others that it would have chosen before.
    """
    columns = FrameView.of(before)
    at = matching(columns, replace(view, filter=""), former)
    if not view.filter:
        return at
    return at[columns.one_of(frozenset(FrameView.of(now).values("extension")), at)]


def _by_any_name(
    columns: FrameView, holds: Callable[[FrameView], Mask], former: FormerNames
) -> Mask:
    """Where it holds with the name that an extension has, or with one that it had."""
    keep = holds(columns)
    if former:
        places = {number: at for at, number in enumerate(columns.values("extension"))}
        there = [one for one in former if one.extension in places]
        at = np.array([places[one.extension] for one in there], dtype=np.intp)
        names = pd.array([one.name for one in there], dtype="str")
        keep[at[holds(FrameView(columns.frame.take(at).assign(display_name=names)))]] = True
    return keep


def _searched(columns: FrameView, words: str) -> Mask:
    keep, texts = np.ones(len(columns), dtype=bool), _folded(columns)
    for word in dict.fromkeys(fold(words).split()):
        keep &= np.array([word in text for text in texts], dtype=bool)
    return keep


def _filtered(columns: FrameView, text: str) -> Mask:
    return np.array(parse_filter(text).mask(columns.frame), dtype=bool)


@per_row
def _folded(columns: FrameView) -> list[str]:
    names = zip(columns.values("extension"), columns.values("display_name"), strict=True)
    return [fold(f"{number} {name}") for number, name in names]


@per_row
def _active(columns: FrameView, direction: Direction) -> Mask:
    """Where there are calls or talk time of the direction, or the values are unknown."""
    active = np.zeros(len(columns), dtype=bool)
    for name in of_direction(COUNTS + TALKS, direction):
        active |= (columns.integers(name) > 0) | columns.missing(name)
    return active
