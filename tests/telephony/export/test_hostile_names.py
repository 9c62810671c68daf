"""Ten thousand names of harm go through every format and come out harmless and readable."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.escape import unescape

from telephony.export.contents import Export
from telephony.export.formats import Format
from tests.telephony.export.example_exports import export
from tests.telephony.export.hostile_names import hostile_names, starts_a_formula
from tests.telephony.frames.extension_frames import frame, row

pytestmark = pytest.mark.slow

FIELDS = ("extension", "display_name", "inbound_answered")


@pytest.fixture(scope="module")
def hostile() -> Export:
    names = enumerate(hostile_names())
    return export(frame(*(row(f"*{place}", name, ia=place) for place, name in names)), FIELDS)


@pytest.fixture(scope="module")
def names(hostile: Export) -> list[str]:
    """As the screen has them: on one line, without controls."""
    kept = hostile.rows["display_name"].tolist()
    assert len(kept) == 10_000
    assert sum(starts_a_formula(name) for name in kept) > 3_000
    return kept


def readable(found: list[str], names: list[str]) -> bool:
    return [text.replace("'", "") for text in found] == [name.replace("'", "") for name in names]


def test_the_csv_module_reads_no_formula_and_every_name(hostile, names) -> None:
    text = Format.CSV.write(hostile).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert not any(starts_a_formula(cell) for cells in rows for cell in cells.values())
    assert readable([cells["display_name"] for cells in rows], names)
    assert [int(cells["inbound_answered"]) for cells in rows] == list(range(10_000))


def test_pandas_reads_no_formula_and_every_name(hostile, names) -> None:
    data = io.BytesIO(Format.CSV.write(hostile))
    rows = pd.read_csv(data, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert not any(starts_a_formula(name) for name in rows["display_name"])
    assert readable(rows["display_name"].tolist(), names)
    assert rows["extension"].tolist() == [f"*{place}" for place in range(10_000)]


def test_openpyxl_finds_texts_only_exactly_as_they_are(hostile, names) -> None:
    book = openpyxl.load_workbook(io.BytesIO(Format.XLSX.write(hostile)))
    sheet = book["Extensions"]
    cells = [line[1] for line in sheet.iter_rows(min_row=2)]
    assert [unescape(cell.value or "") for cell in cells] == names
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert all(cell.number_format == "@" and cell.quotePrefix for cell in cells)
    assert [line[2].value for line in sheet.iter_rows(min_row=2)] == list(range(10_000))


def test_pandas_reads_the_workbook_too(hostile, names) -> None:
    data = io.BytesIO(Format.XLSX.write(hostile))
    rows = pd.read_excel(data, dtype={"Name": str}, keep_default_na=False, nrows=500)
    assert [unescape(name) for name in rows["Name"]] == names[:500]
    assert rows["Inbound answered"].tolist() == list(range(500))


def test_json_and_parquet_have_the_names_as_they_are(hostile, names) -> None:
    told = json.loads(Format.JSON.write(hostile))
    assert [one["display_name"] for one in told["rows"]] == names
    table = pq.read_table(io.BytesIO(Format.PARQUET.write(hostile)))
    assert table["display_name"].to_pylist() == names


def test_lines_about_the_file_are_one_harmless_cell_each(names) -> None:
    made = export(frame(row("1")))
    for place in range(0, len(names), 25):
        asked = {"groups": names[place], "search": "\r\n".join(names[place : place + 25])}
        about = replace(made.about, facts={**made.about.facts, **asked}, notes=(names[place],))
        data = Format.ABOUT_CSV.write(replace(made, about=about)).decode("utf-8-sig")
        top, _, table = data.partition("\r\nextension,")
        rows = list(csv.reader(io.StringIO(top, newline="")))
        assert all(len(cells) == 1 and cells[0].startswith("# ") for cells in rows)
        parts = [part for line in top.split("\r\n") for part in line.split(";")]
        assert not any(starts_a_formula(part) for part in parts)
        assert table.count("\r\n") == 2
