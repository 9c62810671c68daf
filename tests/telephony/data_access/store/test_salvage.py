"""What a broken file still holds is read page by page, and every bucket proves itself."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from telephony.data_access.store.bucket_values import BucketValues
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.history_file import HistoryFile
from telephony.data_access.store.schema import VERSION
from telephony.frames.quality import Quality
from tests.support.numbered_buckets import FETCHED, FIRST, SERIES, fetched_bucket, same
from tests.support.stores import Place

pytestmark = pytest.mark.slow

DAYS = 418
YEAR = (FIRST, FIRST + timedelta(days=500))
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of DAYS buckets, some of which were replaced, as they are on a running day."""
    folder = tmp_path_factory.mktemp("whole")
    with closing(Place(folder, None).open()) as store:
        for number in range(DAYS):
            if number % 40 == 0:
                for salt in (1, 2):
                    early = fetched_bucket(number, store.extensions, final=False, salt=salt)
                    store.buckets.save(SERIES, [early])
            if number % 50 == 49:
                store.buckets.save(
                    SERIES,
                    [fetched_bucket(n, store.extensions) for n in range(number - 49, number + 1)],
                )
        store.buckets.save(SERIES, [fetched_bucket(n, store.extensions) for n in range(400, DAYS)])
    with closing(sqlite3.connect(folder / "history.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "history.sqlite").read_bytes()


def saved(path: Path) -> set[int]:
    """The days that are read from a file; fails for one that is not as it was."""
    extensions, expected_in = ExtensionIndex(), ExtensionIndex()
    with closing(HistoryFile(path, extensions)) as file:
        found = list(file.sound_buckets())
    for series, one in found:
        assert series == SERIES
        number = (one.bucket.start - FIRST).days
        if one.final:
            assert same(one, fetched_bucket(number, expected_in), extensions, expected_in)
    return {(one.bucket.start - FIRST).days for _, one in found if one.final}


def test_a_sound_file_yields_every_bucket(whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "whole"
    file.write_bytes(whole)
    assert saved(file) == set(range(DAYS))
    assert file.read_bytes() == whole


@pytest.mark.parametrize("percent", [99, 90, 75, 50, 25])
def test_a_truncated_file_yields_the_buckets_of_its_remaining_pages(
    whole: bytes, tmp_path: Path, percent: int
) -> None:
    file = tmp_path / "cut"
    file.write_bytes(whole[: len(whole) * percent // 100 + 7])
    # a bucket is lost with any page that holds a row of it; the first pages are of other tables
    assert len(saved(file)) >= DAYS * (percent - 4) / 100 / 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: bytes(PAGE) + whole[PAGE:],
        lambda whole: b"\xff" * 100 + whole[100:],
        lambda whole: whole[: 30 * PAGE] + bytes(20 * PAGE) + whole[50 * PAGE :],
        lambda whole: whole[: 30 * PAGE + 100] + b"#" * (20 * PAGE) + whole[50 * PAGE + 100 :],
        lambda whole: whole + b"\x0d\x0a" * 5_000,
    ],
    ids=["no first page", "no header", "zeros in the middle", "text in the middle", "more behind"],
)
def test_a_file_damaged_in_one_place_yields_the_buckets_of_the_others(
    whole: bytes, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "spoiled"
    file.write_bytes(spoil(whole))
    assert len(saved(file)) > DAYS * 0.6


def test_a_store_goes_on_with_buckets_of_its_truncated_file(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(whole[: len(whole) // 2])
    with closing(Place(tmp_path, None).open()) as store:
        found = store.buckets.read(SERIES, *YEAR).buckets
        assert store.notice is None
        assert len(found) > DAYS // 4
        expected_in = ExtensionIndex()
        for one in found:
            if one.final:
                number = (one.bucket.start - FIRST).days
                assert same(one, fetched_bucket(number, expected_in), store.extensions, expected_in)
    assert list(tmp_path.glob("*.bad-*"))


def copies(folder: Path) -> Iterator[Path]:
    yield from folder.glob("history.sqlite*")


def test_what_is_only_in_the_write_ahead_log_is_read_as_well(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with closing(Place(tmp_path, None).open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(n, store.extensions) for n in range(20)])
        for path in copies(tmp_path):
            shutil.copy(path, tmp_path / "copy")
    file = tmp_path / "copy" / "history.sqlite"
    assert saved(file) == set(range(20))
    wal = file.with_name("history.sqlite-wal")
    wal.write_bytes(wal.read_bytes()[:-PAGE])  # the last transaction is not whole
    assert saved(file) <= set(range(20))
    wal.unlink()
    with pytest.raises(StoreError, match="is not a history"):
        saved(file)


def test_texts_that_need_more_than_a_page_are_read(tmp_path: Path) -> None:
    with closing(Place(tmp_path, None).open()) as store:
        long = replace(
            fetched_bucket(1, store.extensions), quality=Quality(notes=("told " * 5_000,))
        )
        name = [("100", "Ä" * 9_000)]
        other = replace(
            fetched_bucket(2, store.extensions, rows=1),
            values=BucketValues(
                store.extensions.codes(name),
                fetched_bucket(2, store.extensions, rows=1).values.columns,
            ),
        )
        store.buckets.save(SERIES, [long, other])
    extensions = ExtensionIndex()
    with closing(HistoryFile(tmp_path / "history.sqlite", extensions)) as file:
        found = [one for _, one in file.sound_buckets()]
    assert found[0].quality == long.quality
    assert extensions.pairs(found[1].values.codes) == name


@pytest.mark.parametrize("content", [b"", b"Extension;Calls\r\n100;7\r\n" * 1000])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="is not a history of this dashboard"):
        saved(file)


@pytest.mark.parametrize("length", range(1, 101, 3))
def test_a_file_cut_within_its_header_is_refused(whole: bytes, tmp_path: Path, length: int) -> None:
    file = tmp_path / "cut"
    file.write_bytes(whole[:length])
    with pytest.raises(StoreError, match="is not a history of this dashboard"):
        saved(file)


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with closing(Place(tmp_path, None).open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as connection:
        words = f"telephony history, version {VERSION + 1}"
        connection.execute("UPDATE schema_version SET version = ?, words = ?", (VERSION + 1, words))
        connection.commit()
    with pytest.raises(StoreError, match="made by a later version"):
        saved(tmp_path / "history.sqlite")


def test_a_bucket_that_was_replaced_is_read_as_it_is_now(tmp_path: Path) -> None:
    with closing(Place(tmp_path, None).open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(1, store.extensions, final=False, salt=5, rows=200)]
        )
        now = replace(
            fetched_bucket(1, store.extensions, rows=30), fetched_at=FETCHED + timedelta(hours=1)
        )
        store.buckets.save(SERIES, [now])
        extensions = ExtensionIndex()
    with closing(HistoryFile(tmp_path / "history.sqlite", extensions)) as file:
        ((_, one),) = file.sound_buckets()
        assert file.listed == 1
    assert same(one, now, extensions, store.extensions)
