"""Every bucket is either held or fetched, and a final one is fetched once."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.history.plan import is_final, plan_fetch, started_buckets
from telephony.data_access.store.bucket_values import NO_ROWS, BucketValues, FetchedBucket
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket

KEEPING = CachePolicy()
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAYS = tuple(
    Bucket(*limits)
    for limits in itertools.pairwise(NOW + timedelta(days=number) for number in range(-9, 3))
)

# a negative age: fetched at a moment that is still to come
ages = st.integers(-200, 200).map(lambda seconds: seconds * SECOND)


@st.composite
def stored(draw: st.DrawFn) -> tuple[FetchedBucket, ...]:
    """Some of the days, and one of another range, in any order."""
    other = Bucket(DAYS[0].start - SECOND, DAYS[0].end)
    days = draw(st.lists(st.sampled_from((*DAYS, other)), unique=True))
    return tuple(one(day, NOW - draw(ages), final=draw(st.booleans())) for day in days)


def one(bucket: Bucket, fetched_at: datetime, *, final: bool) -> FetchedBucket:
    nobody = BucketValues(NO_ROWS[0], NO_ROWS[1:])
    return FetchedBucket(bucket, "", fetched_at, final, True, Quality(), nobody)


@given(stored(), st.booleans())
def test_each_bucket_is_either_held_or_to_be_fetched(stored_buckets, refresh) -> None:
    plan = plan_fetch(DAYS, stored_buckets, NOW, KEEPING, refresh=refresh)
    held = [found.bucket for found in plan.held]
    assert sorted([*held, *plan.to_fetch]) == list(DAYS)
    assert held == sorted(held)
    assert list(plan.to_fetch) == sorted(plan.to_fetch, reverse=True)


@given(stored(), st.booleans())
def test_only_a_final_or_a_young_bucket_is_held_and_a_refresh_fetches_the_young_ones(
    stored_buckets, refresh
) -> None:
    plan = plan_fetch(DAYS, stored_buckets, NOW, KEEPING, refresh=refresh)
    usable = {
        found.bucket
        for found in stored_buckets
        if found.fetched_at <= NOW
        and (found.final or (not refresh and NOW - found.fetched_at < KEEPING.open_period))
    }
    assert {found.bucket for found in plan.held} == usable & set(DAYS)


@pytest.mark.parametrize("complete", [False, True], ids=["incomplete", "without the PBX's date"])
def test_the_more_days_are_over_and_not_final_the_longer_they_are_held(complete: bool) -> None:
    day = timedelta(days=1)

    def to_fetch(number: int, seconds: int, *, refresh: bool = False) -> int:
        """How many days are fetched again so long after they arrived and were not final."""
        days = [Bucket(NOW - (back + 1) * day, NOW - back * day) for back in range(1, number + 1)]
        fetched_at = NOW - seconds * SECOND
        each = [replace(one(day, fetched_at, final=False), complete=complete) for day in days]
        return len(plan_fetch(days, each, NOW, KEEPING, refresh=refresh).to_fetch)

    assert (to_fetch(1, 59), to_fetch(1, 60)) == (0, 1)
    assert (to_fetch(20, 119), to_fetch(20, 120)) == (0, 20)
    assert to_fetch(20, 1, refresh=True) == 20


@given(stored(), st.booleans())
def test_a_bucket_to_be_fetched_again_has_its_outdated_values(stored_buckets, refresh) -> None:
    plan = plan_fetch(DAYS, stored_buckets, NOW, KEEPING, refresh=refresh)
    before = {found.bucket: found for found in stored_buckets}
    to_fetch = {bucket: before[bucket] for bucket in plan.to_fetch if bucket in before}
    assert {found.bucket: found for found in plan.outdated} == to_fetch


@given(
    st.sampled_from(DAYS),
    st.integers(-20_000, 20_000),
    st.integers(-20_000, 20_000),
    st.booleans(),
)
def test_a_bucket_is_final_when_both_clocks_say_that_it_ended_two_hours_ago(
    bucket, ours, theirs, complete
) -> None:
    fetched_at, pbx_date = (bucket.end + seconds * SECOND for seconds in (ours, theirs))
    final = is_final(bucket.end, fetched_at, pbx_date, KEEPING, complete=complete)
    assert final == (complete and min(ours, theirs) >= 2 * 60 * 60)


def test_a_response_without_a_date_is_never_final() -> None:
    end = DAYS[0].end
    assert not is_final(end, end + timedelta(days=9), None, KEEPING, complete=True)


def test_a_bucket_has_begun_with_its_first_instant() -> None:
    first = DAYS[3]
    assert started_buckets(DAYS, first.start) == DAYS[:4]
    assert started_buckets(DAYS, first.start - SECOND) == DAYS[:3]
