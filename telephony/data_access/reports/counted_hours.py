"""Calls by the hour where the PBX has no hourly report: one extension report for each hour."""

from __future__ import annotations

from datetime import datetime

from telephony.answers.history import History
from telephony.answers.hours import HoursAnswer
from telephony.data_access.history.plan import started_buckets
from telephony.frames.hours import hours_of_buckets
from telephony.periods.buckets import Grain, buckets_of
from telephony.query.view import Query


def max_hour_requests(query: Query, now: datetime) -> int:
    """How many requests counting hour by hour takes at most; stored hours take none."""
    return len(query.groups) * len(started_buckets(buckets_of(query.period, Grain.HOUR), now))


def hours_from_history(history: History) -> HoursAnswer:
    """The hours of a history in hour buckets: with talk time, and each extension once.

    An hour that lacks rows is unknown.
    """
    hours = [(bucket.start, bucket.end) for bucket in history.buckets]
    lacking = {one for one, quality in history.incomplete.items() if not quality.has_all_rows}
    known = [bucket in history.held - lacking for bucket in history.buckets]
    return HoursAnswer(
        frame=hours_of_buckets(history.frame, hours, known),
        quality=history.quality,
        as_of=history.as_of,
        requests=history.requests,
        stale=history.stale,
        exact=True,
        version=("buckets", *history.version, sum(known)),
        notices=history.notices,
    )
