"""The records on the pages of a SQLite file, read without SQLite, which stops at damage.

Each page is read on its own, so that a file without its end, its beginning or
something in its middle still yields all records of its other pages. Nothing is written to it.
The format: https://www.sqlite.org/fileformat2.html (2024).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

Value = int | float | str | bytes | None

MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_DEFAULT_PAGE_BYTES, _LEAST_PAGE_BYTES = 4096, 512
_INDEX, _TABLE, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_INNER = {_INDEX, _TABLE}
_WAL_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_MORE_BYTES = 0x80
# Bytes of an integer by its type in a record.
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FLOAT, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12
# What reading damaged bytes as a cell may raise.
_NO_CELL = (IndexError, ValueError, struct.error, OverflowError)


class Record(NamedTuple):
    """One row of a table, or of a table that is its own index (``rowid`` None)."""

    rowid: int | None
    values: tuple[Value, ...]


class SqlitePages:
    """The pages of a file, each in the newest copy of its write-ahead log. To be closed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        header = self._file.read(_HEADER_BYTES).ljust(_HEADER_BYTES, b"\0")
        self.has_magic = header.startswith(MAGIC)
        self.page_bytes = _page_bytes(header)
        reserved = header[20] if self.has_magic else 0
        self._usable = self.page_bytes - reserved
        size = self._file.seek(0, 2)
        self.count = -(-size // self.page_bytes)
        self._newer: dict[int, int] = {}
        wal = path.with_name(f"{path.name}-wal")
        self._wal: BinaryIO | None = wal.open("rb") if wal.exists() else None
        if self._wal is not None:
            self._read_log(self._wal)

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._wal is not None:
            self._wal.close()

    def records(self, number: int) -> Iterator[Record]:
        """The rows of a page that can be read; none for a page without rows."""
        page, kind, cells = self._cells(number)
        for at in cells:
            try:
                record = self._record(page, kind, at)
            except _NO_CELL:
                continue
            if record is not None:
                yield record

    def children(self, number: int) -> list[int]:
        """The pages below an inner page."""
        page, kind, cells = self._cells(number)
        if kind not in _INNER:
            return []
        start = _HEADER_BYTES if number == 1 else 0
        places = (*cells, start + 8)
        found = (int.from_bytes(page[at : at + 4], "big") for at in places)
        return [child for child in found if 0 < child <= self.count]

    def _page(self, number: int) -> bytes:
        """Zeros for what the file lacks."""
        if number in self._newer and self._wal is not None:
            self._wal.seek(self._newer[number])
            page = self._wal.read(self.page_bytes)
        else:
            self._file.seek((number - 1) * self.page_bytes)
            page = self._file.read(self.page_bytes)
        return page.ljust(self.page_bytes, b"\0")

    def _cells(self, number: int) -> tuple[bytes, int, list[int]]:
        page = self._page(number)
        start = _HEADER_BYTES if number == 1 else 0
        kind = page[start]
        if kind not in {_INDEX, _TABLE, _INDEX_LEAF, _TABLE_LEAF}:
            return page, kind, []
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        first = start + (12 if kind in _INNER else 8)
        count = min(count, (self.page_bytes - first) // 2)
        return page, kind, list(struct.unpack_from(f">{count}H", page, first))

    def _record(self, page: bytes, kind: int, at: int) -> Record | None:
        if kind == _TABLE:
            return None
        if kind == _INDEX:
            at += 4
        size, at = _varint(page, at)
        rowid = None
        if kind == _TABLE_LEAF:
            rowid, at = _varint(page, at)
        return Record(rowid, _values(self._payload(page, kind, at, size)))

    def _payload(self, page: bytes, kind: int, at: int, size: int) -> bytes:
        """The bytes of a row, including those on overflow pages."""
        usable = self._usable
        most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return page[at : at + size]
        least = (usable - 12) * 32 // 255 - 23
        here = least + (size - least) % (usable - 4)
        here = here if here <= most else least
        parts = [page[at : at + here]]
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        missing, seen = size - here, set[int]()
        while missing > 0 and 0 < following <= self.count and following not in seen:
            seen.add(following)
            more = self._page(following)
            parts.append(more[4 : 4 + min(missing, usable - 4)])
            missing -= len(parts[-1])
            following = int.from_bytes(more[:4], "big")
        return b"".join(parts)

    def _read_log(self, wal: BinaryIO) -> None:
        """Where the newest committed copy of each page is in the write-ahead log."""
        header = wal.read(_WAL_HEADER_BYTES)
        if int.from_bytes(header[8:12], "big") != self.page_bytes:
            return
        salts = header[16:24]
        uncommitted: dict[int, int] = {}
        at = _WAL_HEADER_BYTES
        size = wal.seek(0, 2)
        while at + _FRAME_HEADER_BYTES + self.page_bytes <= size:
            wal.seek(at)
            frame = wal.read(_FRAME_HEADER_BYTES)
            if frame[8:16] != salts:
                break
            number, pages_after_commit = struct.unpack(">II", frame[:8])
            uncommitted[number] = at + _FRAME_HEADER_BYTES
            if pages_after_commit:
                self._newer |= uncommitted
                uncommitted.clear()
            at += _FRAME_HEADER_BYTES + self.page_bytes
        self.count = max(self.count, *self._newer, 0)


def _page_bytes(header: bytes) -> int:
    stated = int.from_bytes(header[16:18], "big")
    size = 65_536 if stated == 1 else stated
    is_valid = size >= _LEAST_PAGE_BYTES and size & (size - 1) == 0
    return size if header.startswith(MAGIC) and is_valid else _DEFAULT_PAGE_BYTES


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the position after it."""
    value = page[at]
    if value < _MORE_BYTES:
        return value, at + 1
    value &= 0x7F
    for place in range(at + 1, at + 8):
        byte = page[place]
        value = value << 7 | byte & 0x7F
        if byte < _MORE_BYTES:
            return value, place + 1
    return value << 8 | page[at + 8], at + 9


def _values(payload: bytes) -> tuple[Value, ...]:
    """The columns of a record. Raises one of _NO_CELL for other bytes."""
    header_end, at = _varint(payload, 0)
    if not 0 < header_end <= len(payload):
        raise ValueError("no record")
    place = header_end
    found: list[Value] = []
    while at < header_end:
        kind, at = _varint(payload, at)
        size = _INTEGERS.get(kind)
        if size is not None:
            found.append(int.from_bytes(_part(payload, place, size), "big", signed=True))
        elif kind in {0, _ZERO, _ONE}:
            size = 0
            found.append(None if kind == 0 else kind - _ZERO)
        elif kind == _FLOAT:
            size = 8
            found.append(struct.unpack(">d", _part(payload, place, size))[0])
        elif kind >= _FIRST_BLOB:
            size = (kind - _FIRST_BLOB) // 2
            part = _part(payload, place, size)
            found.append(part.decode("utf-8", "replace") if kind % 2 else part)
        else:
            raise ValueError("no record")
        place += size
    return tuple(found)


def _part(payload: bytes, place: int, size: int) -> bytes:
    if place + size > len(payload):
        raise ValueError("no record")
    return payload[place : place + size]
