"""Databases of PostgreSQL that are set up for other programs, tables that go away, odd folders."""

from __future__ import annotations

import secrets
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from demo_pbx.serving import RunningPbx
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.settings.rates import Rates
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken
from tests.support.clocks import SetClock
from tests.support.numbered_buckets import FETCHED, FIRST, SERIES, fetched_bucket, same
from tests.support.stores import NEVER, TRIED_SOON, Place, new_database, until
from tests.telephony.data_access.conftest import opened, query

pytestmark = pytest.mark.slow

WEEK = (FIRST, FIRST + timedelta(days=7))
KEY = SecretStr("a key")
CELL = 1_000_000
EACH_BYTE = bytes(range(256))
# How values are written and read, and where tables are made.
PREFERENCES = (
    "datestyle = 'German'",
    "timezone = 'Pacific/Apia'",
    "bytea_output = 'escape'",
    "standard_conforming_strings = off",
    "extra_float_digits = -15",
    "default_transaction_isolation = 'serializable'",
    "client_encoding = 'latin1'",
    "search_path = elsewhere",
)


@pytest.fixture
def database(postgres_server: str, tmp_path: Path):
    with new_database(postgres_server, f"odd_{secrets.token_hex(6)}") as url:
        yield Place(tmp_path, url)


def change(place: Place, *statements: str) -> None:
    assert place.url is not None
    with psycopg.connect(place.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def check_that_all_comes_back(place: Place) -> None:
    """Another program reads what one has stored, values of each kind."""
    with closing(place.open()) as store:
        saved = [fetched_bucket(number, store.extensions) for number in range(7)]
        store.buckets.save(SERIES, saved)
        store.store_token("pbx", SharedToken(SecretStr("a token"), 600.0))
        store.store_refusal("other", KEY, SharedRefusal(600.0, 401, "Nobody knows Søren."))
        store.store_response("name", EACH_BYTE)
        assert store.spend("pbx", CELL, Rates(9, 9)) == 0
        assert store.take_leases("a lease") == ("a lease",)
        assert store.notice is None
        with closing(place.open()) as other:
            found = other.buckets.read(SERIES, *WEEK)
            assert (found.damaged, found.notice) == ((), None)
            for one, expected in zip(found.buckets, saved, strict=True):
                assert same(one, expected, other.extensions, store.extensions)
            in_time = other.buckets.find_final(SERIES, *WEEK, by=FETCHED)
            assert in_time == {one.bucket for one in saved}
            just_before = FETCHED - timedelta(microseconds=1)
            assert other.buckets.find_final(SERIES, *WEEK, by=just_before) == frozenset()
            token, refusal = other.read_token("pbx"), other.read_refusal("other", KEY)
            assert token is not None
            assert token.value.get_secret_value() == "a token"
            assert refusal is not None
            assert refusal.message == "Nobody knows Søren."
            response = other.read_response("name")
            assert response is not None
            assert response.content == EACH_BYTE
            assert 0 <= response.seconds < NEVER
            assert sum(other.read_spent("pbx", CELL).values()) == 1
            assert other.take_leases("a lease", "another") == ("another",)
            assert other.notice is None


@pytest.mark.parametrize("name", ["a?b", "a?mode=ro", "a%41b", "a#b", "a'b", "a b", "ä;b"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    place = Place(tmp_path / name, None)
    with closing(place.open()) as store, closing(place.open()) as other:
        store.store_response("name", EACH_BYTE)
        response = other.read_response("name")
        assert response is not None
        assert response.content == EACH_BYTE
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert place.file.stat().st_size


def test_all_comes_back_from_a_file(in_file: Place) -> None:
    check_that_all_comes_back(in_file)


def test_whatever_a_database_prefers_all_comes_back_as_it_was_stored(database: Place) -> None:
    name = str(database.url).rpartition("/")[2]
    each = [f'ALTER DATABASE "{name}" SET {setting}' for setting in PREFERENCES]
    change(database, "CREATE SCHEMA elsewhere", *each)
    check_that_all_comes_back(database)


def test_a_database_without_an_encoding_keeps_all_names(
    postgres_server: str, tmp_path: Path
) -> None:
    name = f"odd_{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0")
        try:
            check_that_all_comes_back(Place(tmp_path, f"{postgres_server}/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_tables_that_went_away_are_made_again_and_what_was_fetched_meanwhile_is_stored(
    database: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with opened(database, pbx.base_url, clock, timeouts=TRIED_SOON) as access:
        access.load_history(query(Preset.YESTERDAY), Grain.DAY)
        change(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert (len(history.held), history.gaps, history.complete) == (7, (), True)
        assert any("are gone" in notice for notice in history.notices)
        until(lambda: not access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).notices)
    with opened(database, pbx.base_url, clock) as access:
        again = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    assert (len(again.held), again.requests, again.notices) == (7, (), ())
