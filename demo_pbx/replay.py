"""Replaying a call log: the calls come from a CSV or XLSX file instead of the simulation.

The first row names the columns, in any order, further columns are left alone. Names count
without case, spaces and punctuation, and a few other words are understood (HEADERS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from demo_pbx.call_cells import area, as_shown, read_moment_us, side, talk_us, truth, words
from demo_pbx.directory import DEFAULT_ID, Directory, Extension, Group
from demo_pbx.legs import Legs
from demo_pbx.text_rows import decode, rows

HEADERS = {
    "start": ("start", "starttime", "startedat", "datetime", "calltime"),
    "extension": ("extension", "ext", "dn", "extensionnumber"),
    "name": ("name", "displayname", "agent", "extensionname"),
    "group": ("group", "groupnumber", "department", "team"),
    "direction": ("direction", "calldirection", "inout"),
    "area": ("area", "callarea", "internalexternal"),
    "answered": ("answered", "isanswered", "answeredyn"),
    "talk seconds": ("talkseconds", "talk", "talktime", "talkduration", "talkingduration"),
}
PROBLEMS_SHOWN = 20

# The cells of a line, or why it cannot be read.
Row = Sequence[Any] | ValueError


class CallLogError(Exception):
    """A call log that cannot be replayed; ``problems`` are lines for the person who wrote it."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        """Take the file and what is wrong with it."""
        super().__init__(f"{path.name}: " + "; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Recording:
    """A call source of logged calls; all are known, whatever the clock says."""

    directory: Directory
    legs: Legs

    def between(self, start_us: int, end_us: int) -> Iterator[Legs]:
        """Yield the legs that start in [start, end)."""
        yield self.legs.between(start_us, end_us)


def replay(path: Path, zone: ZoneInfo) -> Recording:
    """Read a call log; times without an offset are wall times of the zone.

    A department's number is its name in the file. An extension belongs to every department
    that it has a call in, and its name is the last one given. Raises CallLogError.
    """
    numbered = ((line, row) for line, row in _rows(path) if _holds_something(row))
    line, header = next(numbered, (0, ()))
    if isinstance(header, ValueError):
        raise CallLogError(path, [f"line {line}: {header}"])
    places = _places(path, header)
    problems: list[str] = []
    calls: list[tuple[Any, ...]] = []
    for line, row in numbered:
        try:
            calls.append(_call(row, places, zone))
        except ValueError as error:
            problems.append(f"line {line}: {error}")
            if len(problems) == PROBLEMS_SHOWN:
                problems.append("further lines were not read")
                break
    if problems:
        raise CallLogError(path, problems)
    return _recording(calls)


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield each row's line number and cells; the first row holds the column names."""
    rows = _workbook_rows if path.suffix.lower() == ".xlsx" else _text_rows
    try:
        yield from rows(path)
    except OSError as error:
        raise CallLogError(path, [f"cannot be opened: {error.strerror or error}"]) from error


def _holds_something(row: Row) -> bool:
    return isinstance(row, ValueError) or any(cell not in (None, "") for cell in row)


def _workbook_rows(path: Path) -> Iterator[tuple[int, Row]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only a workbook needs it

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        for line, cells in enumerate(book.worksheets[0].iter_rows(), start=1):
            yield line, [as_shown(cell) for cell in cells]
        book.close()
    except OSError:
        raise
    except Exception as error:
        why = str(error) or type(error).__name__
        raise CallLogError(path, [f"is no readable table: {why}"]) from error


def _text_rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        yield from rows(decode(path.read_bytes()))
    except UnicodeError as error:
        raise CallLogError(path, ["is neither UTF-8 nor UTF-16 text"]) from error


def _places(path: Path, header: Sequence[Any]) -> list[int]:
    """Return the place of each column of HEADERS. Raises for missing and repeated ones."""
    given = [re.sub(r"[^a-z]", "", str(cell).lower()) for cell in header]
    words = [next((word for word in some if word in given), "") for some in HEADERS.values()]
    problems = [
        f"column {'twice' if word else 'missing'}: {name}"
        for name, word in zip(HEADERS, words, strict=True)
        if given.count(word) != 1 or not word
    ]
    if problems:
        raise CallLogError(path, problems)
    return [given.index(word) for word in words]


def _call(row: Row, places: Sequence[int], zone: ZoneInfo) -> tuple[Any, ...]:
    if isinstance(row, ValueError):
        raise row
    cells = [row[place] if place < len(row) else None for place in places]
    start, extension, name, group, direction, area_cell, answered_cell, talk = cells
    answered = truth("answered", answered_cell)
    return (
        words("extension", extension),
        words("name", name),
        words("group", group),
        read_moment_us(start, zone),
        side("direction", direction),
        area(area_cell),
        answered,
        talk_us(talk, answered=answered),
    )


def _recording(calls: list[tuple[Any, ...]]) -> Recording:
    names = {call[0]: call[1] for call in calls}
    numbers = sorted(names, key=lambda number: (len(number), number))
    position = {number: place for place, number in enumerate(numbers)}
    members: dict[str, set[int]] = {}
    for number, _, group, *_ in calls:
        members.setdefault(group, set()).add(position[number])
    groups = tuple(
        Group(DEFAULT_ID + place, name, name, tuple(sorted(members[name])))
        for place, name in enumerate(sorted(members))
    )
    columns = list(zip(*calls, strict=True)) or [()] * 8
    outbound, internal, answered = (np.array(column, dtype=np.bool_) for column in columns[4:7])
    legs = Legs(
        np.array(columns[3], dtype=np.int64),
        np.array([position[number] for number in columns[0]], dtype=np.int32),
        outbound,
        internal,
        answered,
        np.array(columns[7], dtype=np.int64),
        np.zeros(len(calls), dtype=np.bool_),
    )
    extensions = tuple(Extension(number, names[number]) for number in numbers)
    order = np.argsort(legs.start_us, kind="stable")
    return Recording(Directory(extensions, groups), legs.take(order))
