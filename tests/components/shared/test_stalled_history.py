"""A history of which nothing comes for long says so beside its progress."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from components.shared.history_loading import STALLED_SECONDS, WatchedHistory
from telephony.data_access.history.fetch import HistoryFetch
from telephony.data_access.history.jobs import JobResult
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.periods.buckets import Bucket
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import TimedOut
from tests.telephony.periods.ranges import period

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
DAY = timedelta(days=1)
TWO_DAYS = tuple(Bucket(NOON - n * DAY, NOON - (n - 1) * DAY) for n in (2, 1))
QUERY = Query(("G",), period("2026-03-08", "2026-03-10"), CallArea.ALL)


class Time:
    """The seconds that a history measures by."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    held = Time()
    monkeypatch.setattr("telephony.data_access.history.fetch.time", held)
    return held


def fetching() -> HistoryFetch:
    return HistoryFetch(("G",), TWO_DAYS, NOON, ExtensionIndex(), lambda _: None)


def test_it_is_said_when_nothing_has_come_for_long_and_not_before(time: Time) -> None:
    one, other = fetching(), fetching()
    watched = WatchedHistory(QUERY, None, (one, other))
    time.now += STALLED_SECONDS - 1
    assert watched.stalled_words == ""
    time.now += 21
    assert "no response from the PBX for 35 s" in watched.stalled_words
    one.add_result(("G", TWO_DAYS[0]), JobResult(error=TimedOut()))
    assert watched.stalled_words == ""
    one.leave()
    time.now += 1
    assert "for 36 s" in watched.stalled_words  # of the other one alone
    other.leave()
    assert watched.stalled_words == ""
