"""Leases between programs: one holds it, until it is released or nobody renews it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import repeat
from threading import Barrier

import pytest
import sqlalchemy as sa

from telephony.data_access.store.database import Turn
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import LEASE_SECONDS, Leases
from telephony.data_access.store.store import HistoryStore
from tests.support.stores import Place


def let_time_pass(store: HistoryStore, seconds: float) -> None:
    """As if all leases had been taken so much earlier."""
    database = store.use(lambda tables: tables.database)
    with database.writing(Turn.LEASES) as connection:
        connection.execute(sa.text("UPDATE lease SET until = until - :by"), {"by": seconds})


def test_what_one_holds_no_other_gets_until_it_is_released(place: Place) -> None:
    with closing(place.open()) as one, closing(place.open()) as other:
        assert one.take_leases("a", "b", "c", at_most=2) == ("a", "b")
        assert other.take_leases("a", "b") == ()
        other.release_leases("a", "b")
        assert other.take_leases("a", "b", "c", "d", at_most=4) == ("c", "d")
        one.release_leases("a")
        assert other.take_leases("b", "a") == ("a",)
        assert one.take_leases("b") == ("b",)
        assert other.count_leases("") == 4


@pytest.mark.parametrize("error", [StoreError("The disk is full."), ZeroDivisionError()])
def test_leases_that_cannot_be_given_back_raise_nothing_and_expire(
    in_file: Place,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise error

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(Leases, "release", fail)
    with closing(in_file.open()) as one, closing(in_file.open()) as other:
        one.take_leases("a")
        one.release_leases("a")
        assert "leases are not given back and expire" in caplog.text
        assert other.take_leases("a") == ()
        let_time_pass(other, LEASE_SECONDS)
        assert other.take_leases("a") == ("a",)


def test_what_nobody_renews_is_free_after_a_few_seconds(place: Place) -> None:
    with closing(place.open()) as dead, closing(place.open()) as alive:
        dead.take_leases("a")
        alive.take_leases("b")
        for _ in range(2):
            let_time_pass(alive, LEASE_SECONDS / 2)
            alive.renew_leases()
        assert dead.take_leases("b") == ()
        assert alive.count_leases("") == 1
        assert alive.take_leases("a") == ("a",)
        assert dead.take_leases("a") == ()


def test_what_several_take_at_the_same_time_one_gets(place: Place) -> None:
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(place.open())) for _ in range(3)]
        together = Barrier(len(stores))

        def take(store: HistoryStore, name: str) -> int:
            together.wait()
            return len(store.take_leases(name))

        threads = stack.enter_context(ThreadPoolExecutor(len(stores)))
        for number in range(20):
            assert sum(threads.map(take, stores, repeat(f"lease {number}"))) == 1
