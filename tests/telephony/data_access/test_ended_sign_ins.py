"""Sign-ins that have ended: known to every process of a store, as long as it matters."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

from telephony.data_access.ended_sign_ins import EndedSignInsOfStore
from tests.support.clocks import SetClock
from tests.support.stores import Place

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = 3600.0
UNTIL = NOW.timestamp() + HOUR


def test_what_ended_in_one_process_is_known_to_the_others_and_after_a_restart(
    place: Place,
) -> None:
    clock = SetClock(NOW)
    with closing(place.open()) as one, closing(place.open()) as other:
        EndedSignInsOfStore(one, clock).add({"a": UNTIL, "b": UNTIL + HOUR})
        EndedSignInsOfStore(other, clock).add({"b": UNTIL + HOUR})
        assert EndedSignInsOfStore(other, clock).list() == {"a": UNTIL, "b": UNTIL + HOUR}
    with closing(place.open()) as later:
        assert EndedSignInsOfStore(later, clock).list() == {"a": UNTIL, "b": UNTIL + HOUR}


def test_what_nobody_would_accept_any_more_is_not_kept(place: Place) -> None:
    clock = SetClock(NOW)
    with closing(place.open()) as store:
        stored = EndedSignInsOfStore(store, clock)
        stored.add({"a": UNTIL, "b": UNTIL + HOUR})
        clock.move(timedelta(hours=1))
        assert stored.list() == {"b": UNTIL + HOUR}
        stored.add({"c": UNTIL + HOUR})
        database = store.use(lambda tables: tables.database)
        with database.reading() as connection:
            (count,) = connection.exec_driver_sql("SELECT count(*) FROM ended_sign_in").one()
        assert count == 2
