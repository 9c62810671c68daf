"""A program of the previous version serves on while this one starts over the same store."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

from telephony.answers.audit import AuditFilter, AuditKind
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.store import migrations
from telephony.data_access.store.store import HistoryStore
from tests.support.clocks import SetClock
from tests.support.numbered_buckets import SERIES, fetched_bucket
from tests.support.stores import NEVER, Place

CLOCK = SetClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
ADDED = ("access_token", "audit", "ended_sign_in", "recent_response")


def save(store: HistoryStore, number: int) -> None:
    store.buckets.save(SERIES, [fetched_bucket(number, store.extensions, rows=2)])
    assert store.notice is None


def buckets(store: HistoryStore) -> int:
    found = store.buckets.read(
        SERIES, datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    )
    return len(found.buckets)


def make_old(place: Place) -> None:
    """A store as the previous version leaves it."""
    with closing(place.open()) as store:
        database = store.use(lambda tables: tables.database)
        with database.reading() as connection:
            for table in ADDED:
                connection.exec_driver_sql(f"DROP TABLE {table}")


def test_the_older_program_serves_on_and_even_opens_the_store_again(
    place: Place, monkeypatch
) -> None:
    make_old(place)
    with monkeypatch.context() as previous:
        previous.setattr(migrations, "_ADDED", ())
        older = place.open()
    with closing(older), closing(place.open()) as newer:
        save(older, 1)
        save(newer, 2)
        audit = AuditLog(newer, CLOCK, timedelta(days=365))
        AuditTrail(audit, "Ann").record(AuditKind.SIGN_IN, "")
        secret, _ = AccessTokens(newer, CLOCK).make("Ann", "Report", 90, None)
        assert audit.flush(NEVER)
        audit.close()
        save(older, 3)
        assert buckets(older) == buckets(newer) == 3
        with monkeypatch.context() as previous:
            previous.setattr(migrations, "_ADDED", ())
            again = place.open()  # it is started once more, or its connection was lost
        with closing(again):
            save(again, 4)
            assert buckets(newer) == 4
        assert AccessTokens(newer, CLOCK).find(secret.get_secret_value()) is not None
        assert newer.use(lambda tables: tables.audit.read(AuditFilter(), 0, 9)).total == 1


def test_two_programs_that_upgrade_at_the_same_time_get_the_same_tables(place: Place) -> None:
    make_old(place)
    with closing(place.open()) as one, closing(place.open()) as other:
        secret, _ = AccessTokens(one, CLOCK).make("Ann", "Report", 90, None)
        assert AccessTokens(other, CLOCK).find(secret.get_secret_value()) is not None
