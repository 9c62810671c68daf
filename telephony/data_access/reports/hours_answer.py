"""Calls by the hour: of the hourly reports, or counted hour by hour where there are none."""

from __future__ import annotations

from datetime import datetime

from telephony.answers.history import History
from telephony.answers.hours import HoursAnswer
from telephony.data_access.history.plan import begun
from telephony.frames.hours import hours_of_buckets
from telephony.periods.buckets import Grain, buckets_of
from telephony.query.view import Query
from telephony.xapi.errors import XapiError


class NoHourlyReport(XapiError):  # noqa: N818  # states a fact, as its relatives in xapi do
    """The hourly reports are not offered or not readable: hours have to be counted one by one.

    A failure before them, of the sign-in or the list of groups, stays the error that it is.
    """

    kind = "no hourly report"
    headline = "The hours in the PBX's hourly report cannot be read."
    advice = "The hours can be counted one by one instead."

    @classmethod
    def because_of(cls, error: XapiError) -> NoHourlyReport:
        """The same request, message and words, where ``error`` shows that there is no report."""
        return cls(
            error.headline,
            error.advice,
            request=error.request,
            status=error.status,
            pbx_message=error.pbx_message,
        )


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
        stale=history.stale,
        exact=True,
        version=("buckets", *history.version, sum(held)),
        notices=history.notices,
    )
