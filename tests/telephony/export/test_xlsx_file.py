"""The workbook has typed cells, a head that stays, filters, and a sheet that says what it is."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.export import xlsx_file
from telephony.export.fields import fields_of
from telephony.export.formats import Format
from telephony.export.xlsx_file import CELL_CHARACTERS, SHEET_ROWS, fitted, xlsx_bytes
from telephony.frames.columns import PlainColumns
from telephony.frames.quality import Quality
from telephony.query.view import Direction, View
from tests.telephony.export.example_exports import AS_OF, export
from tests.telephony.frames.extension_frames import frame, frames, row


def book_of(made):
    return openpyxl.load_workbook(io.BytesIO(Format.XLSX.write(made)))


def cells_of(sheet, line=2):
    """The cells of one line by the head above them."""
    return {head.value: cell for head, cell in zip(sheet[1], sheet[line], strict=True)}


def about_of(book):
    """The sheet's first two columns; what was asked stands above what columns mean."""
    found = {}
    for cells in book["About"].iter_rows(values_only=True):
        found.setdefault(cells[0], cells[1])
    return found


def test_counts_rates_and_durations_are_numbers_with_their_formats() -> None:
    made = export(frame(row("007", "Söhne", ia=2, iu=1, it=90_061.5, ot=17)))
    cells = cells_of(book_of(made)["Extensions"])
    assert cells["Extension"].value == "007"
    assert (cells["Inbound answered"].value, cells["Inbound answered"].number_format) == (
        2,
        "#,##0",
    )
    assert cells["Inbound talk time"].value == timedelta(seconds=90_061.5)
    assert cells["Inbound talk time"].number_format == "[h]:mm:ss"
    assert cells["Pick-up rate"].value == pytest.approx(2 / 3)
    assert cells["Pick-up rate"].number_format == "0.0%"
    assert cells["Traffic"].number_format == "0.00"


def test_the_unknown_and_what_does_not_exist_are_empty_cells() -> None:
    made = export(frame(row("1", it="PT1.5H", ia=-1), row("2")))
    sheet = book_of(made)["Extensions"]
    unknown, none = cells_of(sheet, 2), cells_of(sheet, 3)
    assert unknown["Inbound answered"].value is unknown["Talk time"].value is None
    assert none["Inbound answered"].value == 0
    assert none["Pick-up rate"].value is none["Sentiment"].value is None


def test_the_head_stays_and_filters_cover_every_row_and_column() -> None:
    sheet = book_of(export(frame(*(row(str(number)) for number in range(30)))))["Extensions"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.max_row == 31
    widths = [one.width for one in sheet.column_dimensions.values()]
    assert all(11 <= width <= 42 for width in widths)


def test_each_talk_time_is_one_column_whatever_plain_text_has() -> None:
    fields = tuple(fields_of(["extension", "inbound_talk", "calls"]))
    assert len(fields) == 4
    heads = [cell.value for cell in book_of(export(frame(row()), fields))["Extensions"][1]]
    assert heads == ["Extension", "Inbound talk time", "Calls"]


def test_heads_are_those_of_the_screen_in_one_direction_too() -> None:
    made = export(frame(row()), view=View(("GRP0000",), direction=Direction.INBOUND))
    heads = cells_of(book_of(made)["Extensions"])
    assert "Inbound calls" in heads
    assert "Calls" not in heads


def test_the_sheet_about_says_what_was_asked_and_what_each_column_means() -> None:
    book = book_of(export(frame(row()), quality=Quality(remarks=("The PBX sent a page twice.",))))
    assert book.sheetnames == ["Extensions", "About"]
    about = about_of(book)
    assert about["Groups"] == "GRP0000"
    assert about["Period from"] == "2026-11-16T00:00:00+01:00"
    assert about["Time zone"] == "Europe/Berlin"
    assert about["As of"] == "2026-11-23T10:15:04+01:00"
    assert about["Complete"] == "yes"
    assert about["Source"] == "3CX phone system, version 20.0.8.1121"
    assert about["Note"] == "The PBX sent a page twice."
    assert about["Pick-up rate"].startswith("inbound answered ÷")
    heads = {cell.value for cell in book["Extensions"][1]}
    assert heads <= about.keys()


def test_no_rows_are_a_head_and_the_sheet_about() -> None:
    book = book_of(export(frame()))
    assert book["Extensions"].max_row == 1
    assert about_of(book)["Extensions"] == "0 of 0"


def test_the_same_export_is_the_same_bytes_dated_by_its_figures() -> None:
    made = export(frame(row("1", "Zoë", ia=3, it=12)))
    assert Format.XLSX.write(made) == Format.XLSX.write(made)
    assert book_of(made).properties.created == datetime(2026, 11, 23, 9, 15, 4)  # noqa: DTZ001
    later = replace(made.provenance, as_of=datetime(2026, 11, 24, tzinfo=UTC))
    assert Format.XLSX.write(replace(made, provenance=later)) != Format.XLSX.write(made)


def test_a_text_longer_than_a_cell_is_cut_and_the_file_says_so() -> None:
    made = export(frame(row("1"), row("2")))
    long = pd.array(["😀" * 40_000, "x" * CELL_CHARACTERS], dtype="str")
    book = book_of(replace(made, rows=made.rows.assign(display_name=long)))
    names = [line[0].value for line in book["Extensions"]["B2:B3"]]
    assert len(names[0].encode("utf-16-le")) // 2 <= CELL_CHARACTERS
    assert names[0].endswith("😀…")
    assert names[1] == "x" * CELL_CHARACTERS
    assert about_of(book)["Note"] == "Texts longer than a cell takes are cut, 1 in all."


@given(st.text(max_size=50), st.integers(0, 3))
def test_fitting_keeps_short_texts_and_never_breaks_a_character(text, more) -> None:
    assert fitted(text) == text
    long = text + "😀" * (CELL_CHARACTERS // 2 + more)
    assert len(fitted(long).encode("utf-16-le")) <= 2 * CELL_CHARACTERS
    assert long.startswith(fitted(long).removesuffix("…"))


def test_rows_beyond_a_sheet_are_left_out_and_the_file_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert SHEET_ROWS == 2**20
    monkeypatch.setattr(xlsx_file, "SHEET_ROWS", 2_000)
    many = pd.DataFrame({"extension": pd.array(["1"], dtype="str").repeat(2_000)})
    about = export(frame()).about
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes(PlainColumns(many), ["extension"], about, AS_OF)), read_only=True
    )
    assert book["Extensions"].max_row == 2_000
    notes = [cells[1] for cells in book["About"].iter_rows(values_only=True) if cells[0] == "Note"]
    assert notes == [
        "A sheet holds the first 1,999 of 2,000 rows. The other formats have all rows."
    ]


@settings(max_examples=15)
@given(frames())
def test_sums_over_the_sheet_are_those_over_the_frame(plain: pd.DataFrame) -> None:
    sheet = book_of(export(plain))["Extensions"]
    lines = [cells_of(sheet, line) for line in range(2, sheet.max_row + 1)]
    calls = sum(cells["Inbound answered"].value or 0 for cells in lines)
    assert calls == plain["inbound_answered"].sum()
    talk = sum((_duration(cells["Inbound talk time"].value) for cells in lines), timedelta())
    expected = timedelta(microseconds=int(plain["inbound_talk_us"].sum()))
    # openpyxl reads times to the millisecond
    assert abs(talk - expected) <= timedelta(milliseconds=len(lines))


def _duration(value) -> timedelta:
    if isinstance(value, timedelta):
        return value
    return timedelta(days=value or 0)
