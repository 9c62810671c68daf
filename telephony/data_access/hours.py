"""Calls by the hour: of the hourly reports, or counted hour by hour where there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from telephony.data_access.buckets import Grain, buckets_of
from telephony.data_access.history import History
from telephony.data_access.planner import begun
from telephony.hour_frames import hours_of_buckets, unknown_hours
from telephony.quality import Quality
from telephony.query import Query
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord


class NoHourlyReport(XapiError):  # noqa: N818  # what happened, as the errors of a call
    """The hourly reports themselves say, or show, that hours have to be counted one by one.

    Whatever fails on the way to them, the sign-in or the list of groups, is an error as elsewhere.
    """

    kind = "no hourly report"


@dataclass(frozen=True)
class HoursAnswer:
    """The figures per hour of a range, of all groups together (columns: ``hour_frames``).

    The hours are those that had begun at ``as_of``; ``complete`` when none of them is unknown.
    ``any_hour_may_lack``: something is missing, and nothing tells from which hours.
    ``notices`` are for whoever runs the dashboard, never about the figures.
    ``exact`` is False where an extension that sits in two of the groups counts in both, as the
    PBX's hourly reports cannot tell. ``stale`` is the failure that kept a newer answer away. Two
    equal versions are the same figures.
    """

    frame: pd.DataFrame
    quality: Quality
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    complete: bool
    stale: XapiError | None
    exact: bool
    version: tuple[object, ...]
    notices: tuple[str, ...] = ()
    any_hour_may_lack: bool = False

    def of(self, frame: pd.DataFrame) -> HoursAnswer:
        """The same of those hours of it alone: what is wrong with the others does not count."""
        complete = not (self.any_hour_may_lack or unknown_hours(frame).any())
        quality = self.quality.without_reasons if complete else self.quality
        return replace(self, frame=frame, complete=complete, quality=quality)


def calls_by_bucket(query: Query, now: datetime) -> int:
    """Report calls that counting hour by hour takes at most: hours held already take none."""
    return len(query.groups) * len(begun(buckets_of(query.period, Grain.HOUR), now))


def answer_of_history(history: History) -> HoursAnswer:
    """The hours of a history in hour buckets: with talk time, and each extension once.

    An hour that lacks rows is unknown.
    """
    hours = [(bucket.start, bucket.end) for bucket in history.buckets]
    lacking = {one for one, quality in history.incomplete.items() if not quality.has_all_rows}
    held = [bucket in history.held - lacking for bucket in history.buckets]
    return HoursAnswer(
        frame=hours_of_buckets(history.frame, hours, held),
        quality=history.quality,
        as_of=history.as_of,
        requests=history.requests,
        complete=history.complete,
        stale=history.stale,
        exact=True,
        version=("buckets", *history.version, sum(held)),
        notices=history.notices,
    )
