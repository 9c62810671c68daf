"""What a store holds and does, in numbers, in SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from telephony.data_access.store.activity import StoreUse, Use, UseOutcome
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.inventory import StoreSize, measure_store
from telephony.data_access.store.store import HistoryStore, open_temporary_store
from tests.support.numbered_buckets import SERIES, day, fetched_bucket
from tests.support.stores import IMPATIENT, Place, troubled, until


@pytest.fixture
def store(place: Place) -> Iterator[HistoryStore]:
    with closing(place.open()) as opened:
        yield opened


def measured(store: HistoryStore) -> StoreSize:
    return store.use(lambda tables: measure_store(tables.database), writes=False)


def test_an_empty_store_takes_room_and_holds_nothing(store: HistoryStore) -> None:
    size = measured(store)
    assert size.size_bytes > 0
    assert size[1:] == (0, 0, None)


def test_a_store_holds_what_was_saved(store: HistoryStore) -> None:
    before = measured(store).size_bytes
    buckets = [fetched_bucket(n, store.extensions, rows=300, final=n != 7) for n in range(8)]
    store.buckets.save(SERIES, buckets)
    size = measured(store)
    assert size[1:] == (8, 7, day(7).end)
    assert size.size_bytes > before


def test_uses_are_counted_by_what_they_were_for_and_how_they_ended(place: Place) -> None:
    with closing(place.open(timeouts=IMPATIENT)) as store:
        store.count_leases("")
        store.take_leases("one")
        good = store.activity.uses
        assert good[StoreUse(Use.WRITE, UseOutcome.OK)] == 1
        assert good[StoreUse(Use.READ, UseOutcome.OK)] == 2  # the first is the opening
        assert store.activity.is_writable
        with troubled(place):
            for _ in range(2):
                with pytest.raises(StoreError):
                    store.take_leases("two")
            bad = store.activity
        assert bad.uses[StoreUse(Use.WRITE, UseOutcome.FAILED)] == 1
        assert bad.uses[StoreUse(Use.WRITE, UseOutcome.SKIPPED)] == 1
        assert bad.has_worked
        assert not bad.is_writable
        until(lambda: store.activity.is_writable)


def test_a_store_that_ends_with_its_process_writes_no_leases() -> None:
    with closing(open_temporary_store()) as store:
        before = store.activity.uses
        assert store.take_leases("one", "two") == ("one",)
        store.renew_leases()
        store.release_leases("one")
        assert store.activity.uses == before
