"""A clock that was ahead and is set back: what it left in the store holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import sqlalchemy as sa
from pydantic import SecretStr

from telephony.xapi.shared_sign_in import SharedRefusal
from tests.support.stores import Place

NAME = "bucket:G"
LATER_SECONDS = 2 * 86_400


@contextmanager
def database(place: Place) -> Iterator[sa.Connection]:
    """The tables themselves, as the database has them."""
    address = f"sqlite:///{place.file}" if place.url is None else place.url
    engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def put_off(place: Place, table: str) -> None:
    """As if it had been written two days later."""
    with database(place) as connection:
        connection.execute(sa.text(f"UPDATE {table} SET until = until + {LATER_SECONDS}"))  # noqa: S608


def test_a_lease_that_ends_too_far_in_the_future_does_not_count(place: Place) -> None:
    with closing(place.open()) as dead, closing(place.open()) as alive:
        assert dead.take_leases(NAME) == (NAME,)
        assert alive.take_leases(NAME) == ()
        put_off(place, "lease")
        assert alive.count_leases("bucket:") == 0
        assert alive.take_leases(NAME) == (NAME,)
        assert dead.take_leases(NAME) == ()


def test_a_renewed_lease_counts_again(place: Place) -> None:
    with closing(place.open()) as owner, closing(place.open()) as other:
        owner.take_leases(NAME)
        put_off(place, "lease")
        owner.renew_leases()
        assert other.take_leases(NAME) == ()


def test_a_refusal_that_would_last_for_days_does_not_count(place: Place) -> None:
    credential = SecretStr("wrong")
    with closing(place.open()) as store:
        store.store_refusal("pbx", credential, SharedRefusal(900.0, 401, "no"))
        assert store.read_refusal("pbx", credential) is not None
        put_off(place, "refused_sign_in")
        assert store.read_refusal("pbx", credential) is None
