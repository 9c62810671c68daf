"""A store that is broken, full, foreign or of another version never shows a wrong value."""

from __future__ import annotations

import logging
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.schema import VERSION
from telephony.data_access.store.store import HistoryStore
from tests.support.numbered_buckets import FIRST, SERIES, day, fetched_bucket, same
from tests.support.stores import TRIED_SOON, Place, fill_disk, until

pytestmark = pytest.mark.slow

DAYS = 12
YEAR = (FIRST, FIRST + timedelta(days=400))
FLIPS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a store of DAYS buckets, closed and in one file."""
    with closing(Place(tmp_path, None).open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in range(DAYS)]
        )
    merged(tmp_path / "history.sqlite")
    return tmp_path


def merged(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def bytes_of_the_index_of_buckets(file: Path) -> range:
    """Where its only page is in the file."""
    of_buckets = "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'bucket'"
    with closing(sqlite3.connect(file)) as connection:
        ((root,),) = connection.execute(of_buckets).fetchall()
        ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    return range((root - 1) * size, root * size)


def sound_days(folder: Path) -> set[int]:
    """Opens the store and reads it, twice; fails for a bucket that is not as it was saved."""
    with closing(Place(folder, None).open()) as store:
        return sound_days_in(store)


def sound_days_in(store: HistoryStore) -> set[int]:
    """The same of a store that is open."""
    found = []
    for _ in range(2):  # the first read may find damage and repair it
        found = [*store.buckets.read(SERIES, *YEAR).buckets]
        for one in found:
            expected = fetched_bucket((one.bucket.start - FIRST).days, store.extensions)
            assert same(one, expected, store.extensions, store.extensions)
    return {(one.bucket.start - FIRST).days for one in found}


def test_no_flipped_byte_makes_a_wrong_value_and_the_broken_bucket_can_be_saved_again(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    whole = (folder / "history.sqlite").read_bytes()
    index = bytes_of_the_index_of_buckets(folder / "history.sqlite")
    chance = random.Random(11)  # noqa: S311  # repeatable
    lost = []
    for turn in range(FLIPS):
        place = tmp_path / f"flipped{turn}"
        place.mkdir()
        broken = bytearray(whole)
        # the index of the buckets in every other turn: it is one page among twenty
        within = index if turn % 2 else range(len(broken))
        broken[chance.choice(within)] ^= chance.randrange(1, 256)
        (place / "history.sqlite").write_bytes(broken)
        with closing(Place(place, None).open()) as store:
            held = sound_days_in(store)
            lost.append(DAYS - len(held))
            missing = [number for number in range(DAYS) if number not in held]
            if store.notice is None:  # else the flipped byte made it a later version's
                store.buckets.save(
                    SERIES, [fetched_bucket(number, store.extensions) for number in missing]
                )
                assert len(store.buckets.read(SERIES, *YEAR).buckets) == DAYS
        shutil.rmtree(place)
    # most bytes belong to one bucket, or to none: the pages of the other tables are empty
    assert sum(lost) <= FLIPS
    assert sum(one > 0 for one in lost) > FLIPS // 20


@pytest.mark.parametrize(
    ("spoil", "sound"),
    [
        (lambda whole: whole[: len(whole) * 3 // 4], set()),  # lacks pages that every bucket needs
        (lambda whole: whole[:50], set()),
        (lambda _: b"Extension;Calls\r\n100;7\r\n" * 1000, set()),
        (lambda whole: whole[:100] + bytes(4_000) + whole[4_100:], set(range(DAYS))),
    ],
    ids=["truncated", "only a beginning", "another kind of file", "no tables"],
)
def test_a_file_that_cannot_be_read_is_set_aside_and_a_new_one_is_used(
    folder: Path, spoil: Callable[[bytes], bytes], sound: set[int]
) -> None:
    file = folder / "history.sqlite"
    spoiled = spoil(file.read_bytes())
    file.write_bytes(spoiled)
    assert sound_days(folder) == sound
    with closing(Place(folder, None).open()) as store:
        assert store.notice is None
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in range(DAYS)]
        )
    assert sound_days(folder) == set(range(DAYS))
    (aside,) = folder.glob("*.bad-*Z")
    assert aside.read_bytes() == spoiled


def test_a_database_of_another_program_is_set_aside_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("CREATE TABLE bucket (colour TEXT); INSERT INTO bucket VALUES (1)")
    assert sound_days(tmp_path) == set()
    (aside,) = tmp_path.glob("*.bad-*Z")
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT * FROM bucket").fetchall() == [("1",)]


def test_changes_made_by_hand_are_found_and_the_buckets_can_be_saved_again(
    place: Place,
) -> None:
    with closing(place.open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in range(DAYS)]
        )
        changed(
            place,
            "UPDATE figures SET inbound_talk_us = inbound_talk_us + 1 WHERE bucket_id = 3",
            "UPDATE bucket SET complete = NOT complete WHERE id = 4",
            "DELETE FROM figures WHERE bucket_id = 5",
        )
        found = store.buckets.read(SERIES, *YEAR)
        assert found.damaged == (day(2), day(3), day(4))
        assert store.buckets.find_final(SERIES, *YEAR) == {day(n) for n in range(DAYS)} - {
            *found.damaged
        }
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in (2, 3, 4)]
        )
        assert len(store.buckets.read(SERIES, *YEAR).buckets) == DAYS


def test_a_changed_name_damages_every_bucket_that_has_it(
    place: Place,
) -> None:
    with closing(place.open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in range(DAYS)]
        )
    changed(place, "UPDATE extension SET number = '7' WHERE number = '101'")
    with closing(place.open()) as store:
        found = store.buckets.read(SERIES, *YEAR)
        assert (found.buckets, len(found.damaged)) == ((), DAYS)
        assert store.buckets.find_final(SERIES, *YEAR) == frozenset()


def test_two_open_stores_agree_on_the_file_after_one_has_set_it_aside(folder: Path) -> None:
    with closing(Place(folder, None).open()) as one, closing(Place(folder, None).open()) as other:
        assert len(other.buckets.read(SERIES, *YEAR).buckets) == DAYS
        with (folder / "history.sqlite").open("r+b") as file:
            file.write(b"no database any more" * 50)
            file.flush()
            os.fsync(file.fileno())
        for path in folder.glob("*-wal"):
            path.write_bytes(b"")
        with closing(Place(folder, None).open()) as third:
            third.buckets.save(SERIES, [fetched_bucket(1, third.extensions)])
        one.buckets.save(SERIES, [fetched_bucket(50, one.extensions)])
        found = {found.bucket for found in other.buckets.read(SERIES, *YEAR).buckets}
        assert {day(1), day(50)} <= found


def test_a_full_disk_is_reported_and_stored_buckets_stay_readable(folder: Path) -> None:
    with closing(Place(folder, None).open()) as store:
        fill_disk(store)
        with pytest.raises(StoreError, match="disk is full"):
            store.buckets.save(
                SERIES,
                [fetched_bucket(number, store.extensions, rows=900) for number in range(20, 60)],
            )
        assert "The disk is full" in str(store.notice)
        found = {one.bucket for one in store.buckets.read(SERIES, *YEAR).buckets}
        assert found == {day(number) for number in (*range(DAYS), *range(20, 60))}
    assert sound_days(folder) == set(range(DAYS))


def test_without_permission_to_write_to_the_folder_buckets_are_only_not_stored(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with closing(Place(blocked / "data", None).open()) as store:
        assert "values are shown but not stored" in str(store.notice)
        with pytest.raises(StoreError):
            store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
        assert len(store.buckets.read(SERIES, *YEAR).buckets) == 1


def changed(place: Place, *statements: str) -> None:
    """Runs SQL on the store behind its back."""
    if place.url is None:
        with closing(sqlite3.connect(place.file)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return
    with psycopg.connect(place.url) as server:
        for statement in statements:
            server.execute(statement)  # type: ignore[call-overload]


def set_version(version: int) -> str:
    words = f"telephony history, version {version}"
    return f"UPDATE schema_version SET version = {version}, words = '{words}'"  # noqa: S608  # our own words


def test_the_store_of_a_later_version_is_not_changed_and_this_is_reported(place: Place) -> None:
    with closing(place.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
    changed(place, set_version(VERSION + 1), "ALTER TABLE bucket ADD COLUMN mood TEXT")
    with closing(place.open()) as store:
        assert "made by a later version" in str(store.notice)
        assert store.buckets.read(SERIES, *YEAR).buckets == ()
    changed(place, set_version(VERSION), "ALTER TABLE bucket DROP COLUMN mood")
    with closing(place.open()) as store:
        assert [one.bucket for one in store.buckets.read(SERIES, *YEAR).buckets] == [day(1)]


def test_a_store_that_a_later_version_takes_over_is_not_changed_by_who_had_it_open(
    place: Place,
) -> None:
    with closing(place.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
        changed(place, set_version(VERSION + 1))
        with pytest.raises(StoreError):
            store.buckets.save(SERIES, [fetched_bucket(2, store.extensions)])
        assert "made by a later version" in str(store.notice)
    changed(place, set_version(VERSION))
    with closing(place.open()) as store:
        assert [one.bucket for one in store.buckets.read(SERIES, *YEAR).buckets] == [day(1)]


def test_an_earlier_backup_restored_into_a_store_in_use_is_brought_up_to_date(
    place: Place,
) -> None:
    with closing(place.open(timeouts=TRIED_SOON)) as store:
        changed(place, "DROP VIEW history", set_version(1))
        with suppress(StoreError):
            store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
        until(lambda: store.notice is None)
        changed(place, "SELECT extension FROM history")


def test_the_store_of_an_earlier_version_is_brought_up_to_date(place: Place) -> None:
    with closing(place.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
    changed(place, "DROP VIEW history", set_version(1))
    with closing(place.open()) as store:
        assert store.notice is None
        assert [one.bucket for one in store.buckets.read(SERIES, *YEAR).buckets] == [day(1)]
    changed(place, "SELECT extension FROM history")


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with closing(Place(tmp_path / "data", None).open()):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data" / "history.sqlite").stat().st_mode & 0o077 == 0


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_link_to_nothing(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.parent / "no" / "such" / "file")


def a_lock_that_is_a_folder(file: Path) -> None:
    file.with_suffix(".lock").unlink()
    file.with_suffix(".lock").mkdir()


@pytest.mark.parametrize("spoil", [a_folder, a_link_to_nothing, a_lock_that_is_a_folder])
def test_whatever_has_the_name_of_the_file_stays_and_buckets_are_only_not_stored(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / "history.sqlite")
    before = sorted(folder.iterdir())
    with closing(Place(folder, None).open()) as store:
        with pytest.raises(StoreError):
            store.buckets.save(SERIES, [fetched_bucket(50, store.extensions)])
        assert [one.bucket for one in store.buckets.read(SERIES, *YEAR).buckets] == [day(50)]
        assert store.notice is not None
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("companion", ["-wal", "-shm"])
def test_a_log_of_another_file_is_ignored(folder: Path, companion: str) -> None:
    chance = random.Random(3)  # noqa: S311  # repeatable
    (folder / f"history.sqlite{companion}").write_bytes(chance.randbytes(40_000))
    assert sound_days(folder) == set(range(DAYS))


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("sslmode=verify-full", "TLS to the history database does not work"),
        ("sslmode=silly", "TELEPHONY_DATABASE_URL has an option"),
        ("ssl_mode=require", "TELEPHONY_DATABASE_URL has an option"),
    ],
)
def test_an_address_whose_options_do_not_work_is_not_taken_for_a_database_that_is_away(
    place: Place, option: str, words: str
) -> None:
    if place.url is None:
        pytest.skip("a file has no options")
    with closing(Place(place.folder, f"{place.url}?{option}").open()) as store:
        assert str(store.notice).startswith(words)


def test_a_database_that_refuses_us_is_reported(place: Place) -> None:
    if place.url is None:
        pytest.skip("a file has no accounts")
    with closing(place.open()):
        pass
    change = "CREATE ROLE stranger_{0} LOGIN"
    name = place.url.rpartition("/")[2]
    changed(place, change.format(name))
    try:
        other = Place(place.folder, place.url.replace("telephony@", f"stranger_{name}@"))
        with closing(other.open()) as store:
            assert str(store.notice).startswith("No permission to use the tables")
        nowhere = Place(place.folder, f"{place.url}_that_is_not_there")
        with closing(nowhere.open()) as store:
            assert str(store.notice).startswith("The history database refuses the connection.")
    finally:
        changed(place, f"DROP ROLE stranger_{name}")
