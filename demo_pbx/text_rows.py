"""The rows of a call log in text form: strict about quotes, tolerant of what spreadsheets add.

A quoted cell may span lines. Where one of its lines has the cells of a complete call, the quote was
not closed, and its line is an error.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator

DELIMITERS = ",;\t"
# A spreadsheet's own first line, which names the delimiter and may be filled up with others.
DELIMITER_LINE = re.compile(r'"?sep *= *(.)[,;\t]*"?', re.IGNORECASE)
# Text as a formula, with which a spreadsheet preserves leading zeros: ="007".
FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)

OPEN = "a quote is not closed"
TOO_LONG = "a cell is too long to be read"
# Left alone, 12,5 seconds would be 12.
LONGER = "there are more cells than columns: a cell with a delimiter in it needs quotes"


def decode(content: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 that is marked as such; else raise UnicodeError."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else "utf-8-sig")


def rows(text: str) -> Iterator[tuple[int, list[str] | ValueError]]:
    """Yield each row's first line and its cells, or what is wrong there; the header comes first."""
    lines = re.split(r"\r\n|\r|\n", text)
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    named = DELIMITER_LINE.fullmatch(lines[first].strip(" "))
    at = first + 1 if named else 0
    header = next((line for line in lines[at:] if line.strip()), "")
    delimiter = named[1] if named else max(DELIMITERS, key=header.count)
    width = header.count(delimiter)
    columns = 0
    while at < len(lines):
        try:
            cells, taken = row(lines, at, delimiter, width)
        except ValueError as error:
            yield at + 1, error
            taken = 1
        else:
            cells = [_plain(cell.strip()) for cell in cells]
            while cells and not cells[-1]:  # delimiters that a spreadsheet appended
                cells.pop()
            columns = columns or len(cells)
            yield at + 1, cells if len(cells) <= columns else ValueError(LONGER)
        at += taken


def row(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """Return the cells of the row that begins at a line, and how many lines it takes.

    ``width`` is the number of delimiters in a complete row.
    """
    if "\0" in lines[at]:
        raise ValueError("there is a NUL character")
    rest = (lines[place] + "\n" for place in range(at, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        raise ValueError(_why(lines[at])) from error
    inside = (line for cell in cells if "\n" in cell for line in cell.splitlines())
    if any(line.count(delimiter) >= width for line in inside):
        raise ValueError(OPEN)
    return cells, reader.line_num


def _plain(cell: str) -> str:
    """Return the text of a cell; few are formulas, and looking for one takes long."""
    return FORMULA_TEXT.sub(r"\1", cell) if '="' in cell else cell


def _why(line: str) -> str:
    """Return why the row that begins with a line cannot be told apart into cells."""
    if line.count('"') % 2:
        return OPEN
    return TOO_LONG if len(line) > csv.field_size_limit() else "there is text after a closing quote"
