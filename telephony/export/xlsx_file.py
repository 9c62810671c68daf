"""An Excel workbook: the rows as typed cells, and a sheet that says what they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from telephony.export.about import About, Definition
from telephony.export.fields import EXTENSIONS, FileLayout
from telephony.formatting.units import FORMATS
from telephony.frames.columns import PlainColumns

# Excel's own limits, the header row included. It offers to repair a file that exceeds them.
SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
# The text prefix: a name that begins with = stays text even after somebody edits it.
_TEXT: Final = {"num_format": "@", "quote_prefix": True}
_NARROWEST, _WIDEST = 11, 40
_HEAD_LINES: Final = 2
_DEFINITION_HEADS: Final = ("Column", "Meaning", "Caveats", "Zero or empty", "Source")
_ABOUT_WIDTHS: Final = (22, 70, 60, 40, 40)


def xlsx_bytes(
    rows: PlainColumns,
    fields: Sequence[str],
    about: About,
    as_of: datetime,
    layout: FileLayout = EXTENSIONS,
) -> bytes:
    """A workbook with the layout's sheet and About; the same input gives the same bytes.

    Each talk time is one column of days, shown as [h]:mm:ss; rates are shares shown as percent;
    texts are texts, whatever they begin with. What does not exist or is unknown is empty. What
    exceeds a sheet is left out and what exceeds a cell is cut, and About says so.
    """
    keys = layout.keys_of(fields)
    columns = {key: rows[key][: SHEET_ROWS - 1] for key in keys}
    notes = list(about.notes)
    if len(rows) >= SHEET_ROWS:
        shown = f"the first {SHEET_ROWS - 1:,} of {len(rows):,} rows"
        notes.append(f"A sheet holds {shown}. The other formats have all rows.")
    cut = 0
    for key in keys:
        if layout.unit_of(key) is None:
            fitting = [fitted(text) for text in columns[key]]
            cut += sum(map(str.__ne__, columns[key], fitting))
            columns[key] = fitting
    if cut:
        notes.append(f"Texts longer than a cell takes are cut, {cut:,} in all.")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    created = as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": layout.title, "created": created})
    _rows(book, columns, about, layout)
    _about(book, keys, about, notes)
    book.close()
    # a book and its sheets hold each other: the cells would stay until Python looks for circles
    for sheet in book.worksheets():
        sheet.table.clear()
    return out.getvalue()


def fitted(text: str) -> str:
    """The text, or as much of it as Excel takes for one cell: it counts UTF-16 units."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * CELL_CHARACTERS:
        return text
    return units[: 2 * (CELL_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"


def _rows(
    book: xlsxwriter.Workbook, columns: dict[str, list[Any]], about: About, layout: FileLayout
) -> None:
    sheet = book.add_worksheet(layout.name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    last = max(map(len, columns.values()))
    for place, (key, values) in enumerate(columns.items()):
        label = about.definitions[key].label
        sheet.write_string(0, place, label, head)
        unit = layout.unit_of(key)
        looks = book.add_format(_TEXT if unit is None else {"num_format": FORMATS[unit].sheet})
        if unit is None:
            width = max((len(text) for text in values), default=0)
            _write_texts(sheet, place, values, looks)
        else:
            width = len(label) // _HEAD_LINES + 1
            _write_numbers(sheet, place, values, looks, FORMATS[unit].sheet_one)
        sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST), looks)
    sheet.set_row(0, 15 * _HEAD_LINES)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    # an extension is a name made of digits: no green corner shall ask to make it a number
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_texts(sheet: Worksheet, place: int, values: list[str], looks: CellFormat) -> None:
    for line, text in enumerate(values, 1):
        sheet.write_string(line, place, text, looks)


def _write_numbers(
    sheet: Worksheet, place: int, values: list[Any], looks: CellFormat, of_one: int
) -> None:
    for line, value in enumerate(values, 1):
        if value is not None:
            sheet.write_number(line, place, value / of_one, looks)


def _about(
    book: xlsxwriter.Workbook, keys: Sequence[str], about: About, notes: Sequence[str]
) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({**_TEXT, "text_wrap": True, "valign": "top"})
    for place, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    lines: list[tuple[tuple[str, ...], bool]] = [(pair, False) for pair in about.words()]
    lines += [(("Note", note), False) for note in notes]
    lines += [((), False), (_DEFINITION_HEADS, True)]
    lines += [(_cells(about.definitions[key]), False) for key in keys]
    for line, (cells, heads) in enumerate(lines):
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, fitted(cell), bold if heads or not place else text)


def _cells(definition: Definition) -> tuple[str, ...]:
    return (
        definition.label,
        definition.meaning,
        definition.caution,
        definition.empty,
        definition.source,
    )
