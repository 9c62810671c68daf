"""Rare cuts of a day go when nobody has used them for a month; days and hours stay for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from telephony.data_access.store.bucket_uses import RARE_LIFETIME
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.database import Turn
from telephony.data_access.store.schema import bucket, bucket_use, figures
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Bucket, Cut, Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.ranges import DayRange, resolve_range
from telephony.periods.working_hours import Stretch, WorkingHours
from tests.support.numbered_buckets import SERIES, fetched_bucket
from tests.support.stores import Place
from tests.telephony.periods.clock_changes import changes

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
# Its clocks move by half an hour, by an hour, at midnight itself; one without any.
ZONES = ("Australia/Lord_Howe", "Europe/Berlin", "Africa/Cairo", "Asia/Kathmandu")


@pytest.fixture
def store(place: Place) -> Iterator[HistoryStore]:
    with closing(place.open()) as opened:
        yield opened


def spring(zone: str, days: int = 90) -> Period:
    first = date(2026, 3, 1)
    return resolve_range(DayRange(first, first + days * DAY), NOW, ZoneInfo(zone))


def around_a_change(zone: str) -> Period:
    """Five days of that spring, with the change of its clocks in their middle if there is one."""
    whole = spring(zone)
    moments = [one.at for one in changes(whole.zone) if whole.start < one.at < whole.end]
    middle = next(iter(moments), NOW - 60 * DAY).astimezone(whole.zone).date()
    return resolve_range(DayRange(middle - 2 * DAY, middle + 2 * DAY), NOW, whole.zone)


def hours(end: int) -> WorkingHours:
    return WorkingHours(tuple((Stretch(9 * 60, end),) for _ in range(7)))


def made(store: HistoryStore, one: Bucket, zone: str, fetched_at: datetime) -> FetchedBucket:
    local = one.start.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    return replace(
        fetched_bucket(1, store.extensions, rows=2),
        bucket=one,
        local_start=local,
        fetched_at=fetched_at,
    )


def save(
    store: HistoryStore, period: Period, cut: Cut, fetched_at: datetime = NOW
) -> tuple[Bucket, ...]:
    buckets = buckets_of(period, cut)
    store.buckets.save(SERIES, [made(store, one, period.zone.key, fetched_at) for one in buckets])
    return buckets


def held(store: HistoryStore, period: Period) -> set[Bucket]:
    return {one.bucket for one in store.buckets.read(SERIES, period.start, period.end).buckets}


def another_day(store: HistoryStore, after: timedelta) -> None:
    """Somebody stores something then, far from all else."""
    far = Bucket(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC))
    store.buckets.save(SERIES, [made(store, far, "UTC", NOW + after)])


# the rule is the same for both databases: each has two of the zones
@pytest.mark.parametrize(
    ("place", "zone"),
    [*zip(2 * ("sqlite", "postgresql"), ZONES, strict=True)],
    indirect=["place"],
)
def test_whole_days_and_hours_stay_and_unused_working_hours_are_deleted(
    store: HistoryStore, zone: str
) -> None:
    period = around_a_change(zone)
    days, by_hour = (save(store, period, grain) for grain in (Grain.DAY, Grain.HOUR))
    rare = {*save(store, period, hours(17 * 60)), *save(store, period, hours(17 * 60 + 1))}
    another_day(store, RARE_LIFETIME)
    assert held(store, period) == {*days, *by_hour, *rare}
    another_day(store, RARE_LIFETIME + 2 * DAY)
    left = held(store, period)
    # where clocks move by half an hour one of the hours is half as long
    assert {one for one in {*days, *by_hour} - left if one.end - one.start >= DAY / 24} == set()
    assert left & rare == set()


def test_what_is_looked_at_stays_and_the_store_does_not_grow_with_every_minute(
    store: HistoryStore,
) -> None:
    period = spring("Europe/Berlin", 6)
    daily = save(store, period, hours(17 * 60))
    for minute in range(12):
        now = NOW + minute * 6 * DAY
        save(store, period, hours(18 * 60 + minute), now)
        store.buckets.mark_used(SERIES, daily, now)
    left = held(store, period)
    assert set(daily) <= left
    # those of the last month, in whose course nobody looked at them again
    assert len(left) <= 7 * (1 + RARE_LIFETIME.days // 6 + 2)
    with store.use(lambda tables: tables.database).reading() as connection:
        keys = set(connection.scalars(select(bucket.c.id)))
        assert set(connection.scalars(select(figures.c.bucket_id))) <= keys
        assert set(connection.scalars(select(bucket_use.c.bucket_id))) <= keys


def test_of_too_many_buckets_the_longest_unused_are_deleted_first(store: HistoryStore) -> None:
    period = spring("Europe/Berlin", 9)
    first = save(store, period, hours(17 * 60), NOW)
    second = save(store, period, hours(18 * 60), NOW + DAY)
    third = save(store, period, hours(19 * 60), NOW + 2 * DAY)
    store.buckets.mark_used(SERIES, first, NOW + 3 * DAY)
    while store.use(lambda tables: tables.uses.expire(NOW + 3 * DAY, max_rare=20)):
        pass
    assert held(store, period) == {*first, *third}
    assert set(second) & held(store, period) == set()


def test_a_clock_that_was_set_ahead_deletes_nothing_while_the_pbx_knows_better(
    store: HistoryStore,
) -> None:
    period = spring("Europe/Berlin", 9)
    rare = save(store, period, hours(17 * 60))
    far = Bucket(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC))
    wrong = made(store, far, "UTC", NOW + 400 * DAY)
    store.buckets.save(SERIES, [replace(wrong, pbx_date=NOW + DAY)])
    assert set(rare) <= held(store, period)


def test_a_store_of_an_earlier_version_gets_what_it_lacks(place: Place) -> None:
    period = spring("Europe/Berlin", 9)
    with closing(place.open()) as store:
        rare = save(store, period, hours(17 * 60))
        database = store.use(lambda tables: tables.database)
        with database.writing(Turn.TABLES) as connection:
            for table in ("spent_requests", "bucket_use", "refused_sign_in"):
                connection.exec_driver_sql(f"DROP TABLE {table}")
            connection.exec_driver_sql(
                "UPDATE schema_version SET version = 2, words = 'telephony history, version 2'"
            )
    with closing(place.open()) as store:
        assert store.notice is None
        assert held(store, period) == set(rare)
        store.buckets.mark_used(SERIES, rare, NOW + 2 * DAY)
        another_day(store, RARE_LIFETIME + DAY)
        assert set(rare) <= held(store, period)
