"""The rows of a CSV file written by hand: strict about quotes, tolerant of what Excel adds.

A quoted cell may have several lines. An open quote would swallow the lines after it; its line is
reported, and reading goes on with the next one.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from typing import Final

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
# Excel's own line that names the delimiter, which a spreadsheet may have filled up with others.
_SEP: Final = re.compile(r'\s*"?sep *= *(.)[,;\t]*"?\s*', re.IGNORECASE)
# What follows the first cell of a line.
_FIRST_CELL: Final = re.compile(r'\s*(?:"[^"]*"|[^",;\t]*)\s*([,;\t])')
# How a cell is written so that Excel takes it for text: ="007".
_AS_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)
_OPEN: Final = "has a quote that is not closed"
_AFTER_QUOTE: Final = "has text after a closing quote"
_LONG: Final = "has a cell that is too long to be read"

Line = tuple[int, list[str] | str]
"""A line's number, and its cells or what is wrong with it."""


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark. Raises UnicodeError."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def read_rows(text: str, begins_row: Callable[[str], bool]) -> Iterator[Line]:
    """Each row that is not empty; commas, semicolons or tabs separate its cells.

    ``begins_row`` recognises a line that starts a row, and so cannot continue an open quote.
    """
    lines = _LINE_ENDS.split(text)
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    named = _SEP.fullmatch(lines[first])
    at, delimiter = (first + 1, named[1]) if named else (0, "")
    while at < len(lines):
        line = lines[at]
        if not delimiter and line.strip() and not line.startswith("#"):
            cell = _FIRST_CELL.match(line)
            delimiter = cell[1] if cell else ","
        if line.startswith("#"):  # a comment: its quotes mean nothing
            at += 1
            continue
        taken, row = _row(lines, at, delimiter or ",", begins_row)
        if isinstance(row, str) or row:
            yield at + 1, row
        at += taken


def _row(
    lines: list[str], at: int, delimiter: str, begins_row: Callable[[str], bool]
) -> tuple[int, list[str] | str]:
    """How many lines a row takes, and its cells or what is wrong with it."""
    if "\0" in lines[at]:
        return 1, "holds a NUL character"
    ended = (f"{lines[place]}\n" for place in range(at, len(lines)))
    reader = csv.reader(ended, delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        cells = next(reader)
    except csv.Error:
        if lines[at].count('"') % 2:
            return 1, _OPEN
        return 1, _LONG if len(lines[at]) > csv.field_size_limit() else _AFTER_QUOTE
    taken = reader.line_num
    if any(begins_row(line) for line in lines[at + 1 : at + taken]):
        return 1, _OPEN
    cells = [_AS_TEXT.sub(r"\1", cell.strip()) for cell in cells]
    return taken, cells if any(cells) else []
