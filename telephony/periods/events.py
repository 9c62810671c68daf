"""Holidays and other days that a company marks on charts, from its own table.

``events.csv`` in the data folder: ``date,words`` and, for several days, ``until`` (included), with
commas, semicolons or tabs. Headers, blank lines and lines that begin with # are skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Final

from telephony.formatting.text import clean, for_display
from telephony.periods.csv_rows import decode, read_rows

FILE_NAME: Final = "events.csv"
# Room for thirty events a year over three decades; a larger file is something else.
MOST_BYTES: Final = 256 * 1024
# As much as a hover and a table cell show.
_LONGEST_WORDS: Final = 80
# The rest are usually of the same kind.
_MOST_PROBLEMS: Final = 5
_FEWEST_CELLS, _MOST_CELLS = 2, 3
_DAY: Final = r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
_BEGINS_ROW: Final = re.compile(rf'\s*"?(?:{_DAY})"?\s*[,;\t]', re.ASCII)
# As Excel shows days where dates are written with dots: the day stands first everywhere.
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Event:
    """Days, both included, and what they are called."""

    first: date
    last: date
    words: str


@dataclass(frozen=True)
class Events:
    """The events that could be read, and a sentence for each line that could not."""

    events: tuple[Event, ...] = ()
    problems: tuple[str, ...] = ()

    def words(self, first: date, last: date) -> str:
        """The events on those days, both included, separated by commas; empty for none."""
        found = (one.words for one in self.events if one.first <= last and one.last >= first)
        return ", ".join(dict.fromkeys(found))


def read_events(folder: Path) -> Events:
    """The events of the data folder; none where there is no such file. Never raises."""
    path = folder / FILE_NAME
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):  # reading a pipe would wait for its writer
            return Events(problems=(f"{FILE_NAME} is not a file.",))
        if found.st_size > MOST_BYTES:
            return Events(problems=(f"{FILE_NAME} is larger than {MOST_BYTES // 1024} kB.",))
        return _read(path, found.st_mtime_ns, found.st_size)
    except FileNotFoundError:
        return Events()
    except (OSError, UnicodeError):
        return Events(problems=(f"{FILE_NAME} cannot be read. Save it as UTF-8 text.",))


@lru_cache(maxsize=4)
def _read(path: Path, changed_ns: int, size: int) -> Events:  # noqa: ARG001  a changed file is another
    return parse_events(decode(path.read_bytes()))


def parse_events(text: str) -> Events:
    """The events of a table. A line that cannot be read becomes a problem."""
    events: list[Event] = []
    problems: list[str] = []
    for number, cells in read_rows(text, lambda line: _BEGINS_ROW.match(line) is not None):
        if isinstance(cells, str):
            problems.append(f"{FILE_NAME}, line {number}: {cells}.")
            continue
        try:
            texts = [clean(cell) for cell in cells]
            if texts[0].lower() != "date":
                events.append(_event(texts))
        except ValueError as reason:
            problems.append(f"{FILE_NAME}, line {number}: {reason}.")
    if len(problems) > _MOST_PROBLEMS:
        more = len(problems) - _MOST_PROBLEMS
        problems[_MOST_PROBLEMS:] = [f"{FILE_NAME}: {more} more lines cannot be read."]
    return Events(tuple(events), tuple(problems))


def _event(cells: list[str]) -> Event:
    while len(cells) > _MOST_CELLS and not cells[-1]:  # commas that a spreadsheet appended
        cells.pop()
    if not _FEWEST_CELLS <= len(cells) <= _MOST_CELLS:
        raise ValueError("needs two or three cells: date, words, until")
    first = _day(cells[0])
    last = _day(cells[2]) if len(cells) == _MOST_CELLS and cells[2] else first
    if last < first:
        raise ValueError(f"until {last} is before {first}")
    if not cells[1]:
        raise ValueError("has no words")
    return Event(first, last, for_display(cells[1], _LONGEST_WORDS))


def _day(text: str) -> date:
    dotted = _DOTTED.fullmatch(text)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(text)
    except ValueError:
        shown = for_display(text, 20)
        raise ValueError(f"“{shown}” is not a day such as 2026-12-24") from None
