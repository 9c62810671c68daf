"""Every sound bucket of a SQLite history file: a backup, or a damaged file. Only read.

A page that was freed may hold older rows with the same keys, so rows on pages that the file still
reaches come first, and the checksum decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from telephony.data_access.store.bucket_values import NO_ROWS, UNKNOWN, FetchedBucket, Series
from telephony.data_access.store.checksums import BucketRow, verify_bucket
from telephony.data_access.store.errors import NewerSchema, StoreError
from telephony.data_access.store.extension_index import ExtensionIndex, Integers
from telephony.data_access.store.schema import VALUES, VERSION, bucket, version_text
from telephony.data_access.store.sqlite_pages import Record, SqlitePages

_TABLES = {"bucket", "extension", "figures"}
_SCHEMA_COLUMNS, _EXTENSION_COLUMNS, _VERSION_COLUMNS = 5, 4, 2
_BUCKET_COLUMNS = len(bucket.columns)
_VALUES_COLUMNS = 2 + len(VALUES)
# Pages of values that neighbouring buckets share.
_PAGES_CACHED = 64


class _ListedBucket(NamedTuple):
    series: Series
    row: BucketRow


class HistoryFile:
    """The buckets of a file, to be closed. Raises StoreError for one that is not a history."""

    def __init__(self, path: Path, extensions: ExtensionIndex) -> None:
        self._extensions = extensions
        self._rows: dict[int, list[_ListedBucket]] = defaultdict(list)
        self._codes: dict[int, int] = {}
        self._pages_of: dict[int, list[int]] = defaultdict(list)
        self._is_ours = False
        try:
            self._pages = SqlitePages(path)
        except OSError as error:
            raise StoreError(f"{path} cannot be read ({error.strerror}).") from error
        self._values_on = lru_cache(_PAGES_CACHED)(self._read_values)
        try:
            self._read(path)
        except BaseException:
            self.close()
            raise

    @property
    def listed(self) -> int:
        """How many buckets the file lists, sound or not."""
        return len(self._rows)

    def close(self) -> None:
        """Close the file."""
        self._pages.close()

    def sound_buckets(self) -> Iterator[tuple[Series, FetchedBucket]]:
        """Every bucket that matches its checksum."""
        for key in sorted(self._rows):
            sound = self._verify(key)
            if sound is not None:
                yield sound

    def _read(self, path: Path) -> None:
        self._reached = self._find_reached()
        every = range(1, self._pages.count + 1)
        # pages that the file reaches come last: their rows replace those of freed pages
        freed = (number for number in every if number not in self._reached)
        for number in (*freed, *sorted(self._reached)):
            for record in self._pages.records(number):
                self._collect(record, number)
        if not (self._rows or self._is_ours):
            raise StoreError(f"{path} is not a history of this dashboard.")

    def _find_reached(self) -> set[int]:
        """The pages of our tables that can still be reached from the file's schema."""
        reached: set[int] = set()
        for record in self._pages.records(1):
            if len(record.values) != _SCHEMA_COLUMNS:
                continue
            kind, name, _, root, _ = record.values
            if kind == "table" and name in _TABLES and isinstance(root, int):
                waiting = [root]
                while waiting:
                    number = waiting.pop()
                    if number not in reached:
                        reached.add(number)
                        waiting += self._pages.children(number)
        return reached

    def _collect(self, record: Record, number: int) -> None:
        values = record.values
        if record.rowid is None:
            if _are_values(values):
                pages = self._pages_of[cast("int", values[0])]
                if not pages or pages[-1] != number:
                    pages.append(number)
        elif len(values) == _BUCKET_COLUMNS and values[0] is None:
            row = _bucket_row(values)
            if row is not None and row not in self._rows[record.rowid]:
                self._rows[record.rowid].insert(0, row)
        elif len(values) == _EXTENSION_COLUMNS and values[0] is None:
            _, _, name, display_name = values
            if isinstance(name, str) and isinstance(display_name, str):
                (self._codes[record.rowid],) = self._extensions.codes(
                    [(name, display_name)]
                ).tolist()
        elif len(values) == _VERSION_COLUMNS:
            self._check_version(values[1], record.rowid)

    def _check_version(self, text: object, version: int) -> None:
        if text != version_text(version):
            return
        self._is_ours = True
        if version > VERSION:
            raise NewerSchema("The file was made by a later version of this dashboard.")

    def _verify(self, key: int) -> tuple[Series, FetchedBucket] | None:
        numbers = self._pages_of.get(key, [])
        reached = [number for number in numbers if number in self._reached]
        for pages in (reached, numbers):
            values = self._build_array(key, pages)
            for series, row in self._rows[key]:
                rows = values if row.row_count else NO_ROWS
                sound = verify_bucket(series, row, rows, self._codes.get, self._extensions)
                if sound is not None:
                    return series, sound
        return None

    def _build_array(self, key: int, pages: list[int]) -> Integers:
        rows: dict[int, list[int]] = {}
        for number in pages:
            rows |= self._values_on(number).get(key, {})
        if not rows:
            return NO_ROWS
        columns = [[extension, *rows[extension]] for extension in sorted(rows)]
        return np.array(columns, np.int64).T

    def _read_values(self, number: int) -> dict[int, dict[int, list[int]]]:
        """Per bucket and extension the values on one page."""
        values_by_id: dict[int, dict[int, list[int]]] = defaultdict(dict)
        for record in self._pages.records(number):
            if record.rowid is None and _are_values(record.values):
                key, extension, *row = cast("tuple[int, ...]", record.values)
                values_by_id[key][extension] = [
                    UNKNOWN if value is None else value for value in row
                ]
        return values_by_id


def _are_values(values: tuple[object, ...]) -> bool:
    if len(values) != _VALUES_COLUMNS or not all(isinstance(key, int) for key in values[:2]):
        return False
    return all(value is None or isinstance(value, int) for value in values)


def _bucket_row(values: tuple[object, ...]) -> _ListedBucket | None:
    by_name = dict(zip((column.name for column in bucket.columns), values, strict=True))
    text_columns = ("pbx", "group_number", "local_start", "oddities", "checksum")
    integer_columns = ("call_area", "seconds", "final", "complete", "row_count")
    if not all(isinstance(by_name[name], str) for name in text_columns):
        return None
    if not all(isinstance(by_name[name], int) for name in integer_columns):
        return None
    texts = cast("dict[str, str]", by_name)
    integers = cast("dict[str, int]", by_name)
    row = BucketRow(
        start_utc=_moment(by_name["start_utc"]),
        end_utc=_moment(by_name["end_utc"]),
        seconds=integers["seconds"],
        local_start=texts["local_start"],
        fetched_at=_moment(by_name["fetched_at"]),
        final=bool(integers["final"]),
        complete=bool(integers["complete"]),
        row_count=integers["row_count"],
        oddities=texts["oddities"],
        checksum=texts["checksum"],
    )
    return _ListedBucket(Series(texts["pbx"], texts["group_number"], integers["call_area"]), row)


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None
