"""The one road from a history to the trend of a view, and since when the PBX has records."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.answers.history import History
from telephony.frames.columns import COLUMNS, COUNTS, TALKS, are_among
from telephony.frames.former_names import of_extensions
from telephony.metrics.frame_view import Positions
from telephony.metrics.trends import Trend, trend
from telephony.metrics.view_filter import narrow
from telephony.periods.buckets import Cut, Grain
from telephony.query.view import StepLength, View

# A group may be on holiday for two weeks; longer without calls at the start means no records.
QUIET_AT_FIRST: Final = timedelta(days=15)


def trend_of(history: History, view: View, zone: ZoneInfo, shown: History | None = None) -> Trend:
    """The trend that a view shows of a history whose days are those of ``zone``.

    Of a history that is compared, ``shown`` is the one of the view's own range. Where the view has
    no step, it is by day.
    """
    at = history_rows(history, view, shown or history)
    begun, cut = records_begin(history), cut_of(view)
    by = view.trend.by or StepLength.DAY
    made = trend(history, by, zone, view.direction, begun, cut=cut, at=at)
    if not history.former_names:
        return made
    numbers = history.frame["extension"]
    there = frozenset((numbers if at is None else numbers.take(at)).unique())
    return replace(made, former_names=of_extensions(history.former_names, there))


def cut_of(view: View) -> Cut:
    """How the history of a trend is cut: into its working hours, or into days."""
    return view.hours or Grain.DAY


def records_begin(history: History) -> datetime | None:
    """The start of the first day with a call that the PBX still knows; None: before the range.

    The history is that of all extensions. Days without calls before the first one with calls
    count as not recorded when they make up ``QUIET_AT_FIRST`` or more and all of them are known
    to be empty. Without any call the records begin after the range.
    """
    if not history.buckets:
        return None
    begin = history.buckets[-1].end
    for bucket in history.buckets:
        if bucket not in history.complete_buckets:
            return None
        if bucket.start == history.first_activity:
            begin = bucket.start
            break
    silence = begin - history.buckets[0].start
    return begin if silence >= QUIET_AT_FIRST else None


def history_rows(history: History, view: View, shown: History) -> Positions | None:
    """Where the rows of the extensions are that the view is about: its one, or those searched.

    None where it is about all of them.

    A filter chooses by an extension's figures of the whole range, as it does where the range is
    shown as one: those in ``shown``, so that what is compared are the same extensions before.
    Search and filter find an extension by each name it had in the range, with all its days.
    """
    alone = view.trend.extension
    at = history.places_of(alone) if alone else None
    if not view.search and not view.filter:
        return at
    frame = history.frame if at is None else history.frame.take(at)
    keep = np.ones(len(frame), dtype=bool)
    if view.search:
        known = frame[["extension", "display_name"]].drop_duplicates()
        found = narrow(known.reset_index(drop=True), View(search=view.search))
        keep &= are_among(frame["extension"], found["extension"])
    if view.filter:
        found = narrow(_totals(shown.frame), View(filter=view.filter))
        keep &= are_among(frame["extension"], found["extension"])
    return np.flatnonzero(keep) if at is None else at[keep]


def _totals(frame: pd.DataFrame) -> pd.DataFrame:
    """A row per extension and name it had in a history (columns: ``telephony.frames.columns``).

    The figures in each are those of the extension in the whole range. One that is unknown on one
    day is unknown in all, and so is a sentiment of several days: it does not add up.
    """
    by_extension = frame.groupby("extension", sort=False)
    last = by_extension[["groups", "sentiment"]].last()
    last.loc[by_extension.size() > 1, "sentiment"] = pd.NA
    sums = by_extension[[*COUNTS, *TALKS]].sum(skipna=False)
    names = frame[["extension", "display_name"]].drop_duplicates()
    found = names.merge(pd.concat([last, sums], axis=1).reset_index(), on="extension")
    return found[[column.name for column in COLUMNS]]
