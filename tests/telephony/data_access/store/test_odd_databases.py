"""Databases of PostgreSQL that are set up for other programs, tables that go away, odd folders."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
import pytest

from demo_pbx.serving import RunningPbx
from telephony.data_access.store.timeouts import Timeouts
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from tests.support.clocks import SetClock
from tests.support.stores import Place, new_database, until
from tests.telephony.data_access.conftest import opened, query

# A loaded machine is no store that hangs; a store that failed is tried again soon.
TRIED_SOON = Timeouts(transaction=60, lock=30, slow=60, read=600, retry=0.05)
PREFERENCES = {
    "German dates": ["datestyle = 'German'"],
    "a zone with a day of its own": ["timezone = 'Pacific/Apia'"],
    "bytes in the old form": ["bytea_output = 'escape'", "standard_conforming_strings = off"],
    "rounded numbers": ["extra_float_digits = -15"],
    "strict transactions": ["default_transaction_isolation = 'serializable'"],
    "texts as Latin 1": ["client_encoding = 'latin1'"],
    "a schema of its own": ["search_path = elsewhere"],
}


@pytest.fixture
def database(postgres_server: str, tmp_path: Path):
    with new_database(postgres_server, f"odd_{secrets.token_hex(6)}") as url:
        yield Place(tmp_path, url)


def change(place: Place, *statements: str) -> None:
    assert place.url is not None
    with psycopg.connect(place.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def keeps_days(place: Place, pbx: RunningPbx, clock: SetClock) -> bool:
    """Whether a week is stored, read back by another program, and the same."""
    read = []
    for requests in (7, 0):
        with opened(place, pbx.base_url, clock) as access:
            history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert (len(history.held), history.gaps, history.notices) == (7, (), ())
        assert len(history.requests) == requests
        read.append(history.frame)
    columns = [name for name in read[0].columns if name != "groups"]
    first, second = (frame[columns].sort_values(columns[:3], ignore_index=True) for frame in read)
    return bool(first.equals(second))


@pytest.mark.parametrize("name", ["a?b", "a?mode=ro", "a%41b", "a#b", "a'b", "a b", "ä;b"])
def test_a_folder_may_have_any_name(
    tmp_path: Path, pbx: RunningPbx, clock: SetClock, name: str
) -> None:
    folder = tmp_path / name
    assert keeps_days(Place(folder, None), pbx, clock)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / "history.sqlite").stat().st_size


@pytest.mark.slow
@pytest.mark.parametrize("preference", PREFERENCES)
def test_whatever_a_database_prefers_days_come_back_as_they_were_stored(
    database: Place, pbx: RunningPbx, clock: SetClock, preference: str
) -> None:
    name = str(database.url).rpartition("/")[2]
    each = [f'ALTER DATABASE "{name}" SET {setting}' for setting in PREFERENCES[preference]]
    change(database, "CREATE SCHEMA elsewhere", *each)
    assert keeps_days(database, pbx, clock)


@pytest.mark.slow
def test_a_database_without_an_encoding_keeps_all_names(
    postgres_server: str, tmp_path: Path, pbx: RunningPbx, clock: SetClock
) -> None:
    name = f"odd_{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0")
        try:
            assert keeps_days(Place(tmp_path, f"{postgres_server}/{name}"), pbx, clock)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_tables_that_went_away_are_made_again_and_what_was_fetched_meanwhile_is_stored(
    database: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with opened(database, pbx.base_url, clock, timeouts=TRIED_SOON) as access:
        access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        change(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        history = access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY)
        assert (len(history.held), history.gaps, history.complete) == (30, (), True)
        assert any("are gone" in notice for notice in history.notices)
        until(lambda: not access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).notices)
    with opened(database, pbx.base_url, clock) as access:
        again = access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY)
    assert (len(again.held), again.requests, again.notices) == (30, (), ())
