"""What a SQLite file of ours still proves: a backup, or one that is damaged. Only read.

A page that was freed may hold older rows of the same keys, so rows that the file still leads to
come first, and the checksum decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from telephony.data_access.store.bucket_values import (
    NO_ROWS,
    UNKNOWN,
    ExtensionIndex,
    Integers,
    Kept,
    Series,
)
from telephony.data_access.store.checksums import BucketRow, proved
from telephony.data_access.store.schema import VALUES, VERSION, bucket, words_of_version
from telephony.data_access.store.sqlite_pages import Record, SqlitePages
from telephony.data_access.store.troubles import NewerSchema, StoreTrouble

_TABLES = {"bucket", "extension", "figures"}
_SCHEMA_COLUMNS, _EXTENSION_COLUMNS, _VERSION_COLUMNS = 5, 4, 2
_BUCKET_COLUMNS = len(bucket.columns)
_FIGURES_COLUMNS = 2 + len(VALUES)
# Pages of figures that buckets next to each other share.
_PAGES_HELD = 64


class _Listed(NamedTuple):
    series: Series
    row: BucketRow


class HistoryFile:
    """The buckets of a file. Close it. Raises StoreTrouble for one that is not ours to read."""

    def __init__(self, path: Path, roster: ExtensionIndex) -> None:
        self._roster = roster
        self._rows: dict[int, list[_Listed]] = defaultdict(list)
        self._codes: dict[int, int] = {}
        self._places: dict[int, list[int]] = defaultdict(list)
        self._is_ours = False
        try:
            self._pages = SqlitePages(path)
        except OSError as error:
            raise StoreTrouble(f"{path} cannot be read ({error.strerror}).") from error
        self._figures = lru_cache(_PAGES_HELD)(self._read_figures)
        try:
            self._read(path)
        except BaseException:
            self.close()
            raise

    @property
    def listed(self) -> int:
        """How many buckets the file tells of, sound or not."""
        return len(self._rows)

    def close(self) -> None:
        """Let go of the file."""
        self._pages.close()

    def sound(self) -> Iterator[tuple[Series, Kept]]:
        """Every bucket that proves itself."""
        for key in sorted(self._rows):
            kept = self._proved(key)
            if kept is not None:
                yield kept

    def _read(self, path: Path) -> None:
        led_to = self._led_to()
        every = range(1, self._pages.count + 1)
        # what the file leads to comes last and stands
        for number in (*(n for n in every if n not in led_to), *sorted(led_to)):
            for record in self._pages.records(number):
                self._sort(record, number)
        if not (self._rows or self._is_ours):
            raise StoreTrouble(f"{path} is not a history of this dashboard.")
        self._led = led_to

    def _led_to(self) -> set[int]:
        """The pages of our tables, as far as the file still says which they are."""
        found: set[int] = set()
        for record in self._pages.records(1):
            if len(record.values) != _SCHEMA_COLUMNS:
                continue
            kind, name, _, root, _ = record.values
            if kind == "table" and name in _TABLES and isinstance(root, int):
                waiting = [root]
                while waiting:
                    number = waiting.pop()
                    if number not in found:
                        found.add(number)
                        waiting += self._pages.children(number)
        return found

    def _sort(self, record: Record, number: int) -> None:
        values = record.values
        if record.rowid is None:
            if _are_figures(values):
                places = self._places[cast("int", values[0])]
                if not places or places[-1] != number:
                    places.append(number)
        elif len(values) == _BUCKET_COLUMNS and values[0] is None:
            row = _bucket_row(values)
            if row is not None and row not in self._rows[record.rowid]:
                self._rows[record.rowid].insert(0, row)
        elif len(values) == _EXTENSION_COLUMNS and values[0] is None:
            _, _, name, display_name = values
            if isinstance(name, str) and isinstance(display_name, str):
                (self._codes[record.rowid],) = self._roster.codes([(name, display_name)]).tolist()
        elif len(values) == _VERSION_COLUMNS:
            self._check_version(values[1], record.rowid)

    def _check_version(self, words: object, version: int) -> None:
        if words != words_of_version(version):
            return
        self._is_ours = True
        if version > VERSION:
            raise NewerSchema("The file was made by a later version of this dashboard.")

    def _proved(self, key: int) -> tuple[Series, Kept] | None:
        numbers = self._places.get(key, [])
        led = [number for number in numbers if number in self._led]
        for places in (led, numbers):
            found = self._array(key, places)
            for series, row in self._rows[key]:
                these = found if row.row_count else NO_ROWS
                kept = proved(series, row, these, self._codes.get, self._roster)
                if kept is not None:
                    return series, kept
        return None

    def _array(self, key: int, places: list[int]) -> Integers:
        rows: dict[int, list[int]] = {}
        for number in places:
            rows |= self._figures(number).get(key, {})
        if not rows:
            return NO_ROWS
        columns = [[extension, *rows[extension]] for extension in sorted(rows)]
        return np.array(columns, np.int64).T

    def _read_figures(self, number: int) -> dict[int, dict[int, list[int]]]:
        """Per bucket and extension the figures on one page."""
        found: dict[int, dict[int, list[int]]] = defaultdict(dict)
        for record in self._pages.records(number):
            if record.rowid is None and _are_figures(record.values):
                key, extension, *values = cast("tuple[int, ...]", record.values)
                found[key][extension] = [UNKNOWN if one is None else one for one in values]
        return found


def _are_figures(values: tuple[object, ...]) -> bool:
    if len(values) != _FIGURES_COLUMNS or not all(isinstance(key, int) for key in values[:2]):
        return False
    return all(one is None or isinstance(one, int) for one in values)


def _bucket_row(values: tuple[object, ...]) -> _Listed | None:
    by_name = dict(zip((column.name for column in bucket.columns), values, strict=True))
    texts = ("pbx", "group_number", "local_start", "oddities", "checksum")
    numbers = ("call_area", "seconds", "final", "complete", "row_count")
    if not all(isinstance(by_name[name], str) for name in texts):
        return None
    if not all(isinstance(by_name[name], int) for name in numbers):
        return None
    given = cast("dict[str, str]", by_name)
    whole = cast("dict[str, int]", by_name)
    row = BucketRow(
        start_utc=_moment(by_name["start_utc"]),
        end_utc=_moment(by_name["end_utc"]),
        seconds=whole["seconds"],
        local_start=given["local_start"],
        fetched_at=_moment(by_name["fetched_at"]),
        final=bool(whole["final"]),
        complete=bool(whole["complete"]),
        row_count=whole["row_count"],
        oddities=given["oddities"],
        checksum=given["checksum"],
    )
    return _Listed(Series(given["pbx"], given["group_number"], whole["call_area"]), row)


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None
