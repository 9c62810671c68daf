"""The small tables as files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from telephony.export.contents import Export
from telephony.export.definitions import (
    Mismatches,
    meanings_export,
    meanings_file_name,
    mismatches_export,
    mismatches_file_name,
)
from telephony.export.formats import Format
from telephony.export.source import Source
from telephony.metrics.consistency import Mismatch
from telephony.metrics.registry import METRICS
from telephony.query.view import View
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import november, row

SOURCE = Source(("Sales",), demo=True, version=None, page="http://localhost/trends")
WEEK = span("2026-11-16", "2026-11-22")
DAYS = history(WEEK, {"2026-11-16": [row(ia=3)]})
ROWS = tuple(
    Mismatch(f"day {number}", f"={number}", f"{number} calls", "so 3CX counts" * (number % 2))
    for number in range(300)
)
FOUND = Mismatches(ROWS, with_total=False, history=DAYS, query=november())


# A workbook's heads are labels; the other formats have the names of the fields.
LABELS = {"Metric": "figure", "Caveats": "mind", "Zero or empty": "when_empty"}


def from_csv(content: bytes) -> list[Any]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def from_lined_csv(content: bytes) -> list[Any]:
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    table = "".join(line for line in lines if not line.startswith("#"))
    return list(csv.DictReader(io.StringIO(table, newline="")))


def from_xlsx(content: bytes) -> list[Any]:
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    names = [LABELS.get(str(head.value), str(head.value).lower()) for head in heads]
    return [dict(zip(names, [cell.value or "" for cell in cells], strict=True)) for cells in rows]


def from_json(content: bytes) -> list[Any]:
    rows: list[Any] = json.loads(content)["rows"]
    return rows


def from_parquet(content: bytes) -> list[Any]:
    rows: list[Any] = pq.read_table(io.BytesIO(content)).to_pylist()
    return rows


READERS = {
    Format.CSV: from_csv,
    Format.ABOUT_CSV: from_lined_csv,
    Format.XLSX: from_xlsx,
    Format.JSON: from_json,
    Format.PARQUET: from_parquet,
}


def read(export: Export, form: Format) -> list[dict[str, str]]:
    rows = READERS[form](form.write(export))
    return [{name: row[name] for name in export.fields} for row in rows]


@pytest.mark.parametrize("form", Format)
def test_every_figure_that_disagrees_is_a_row_and_no_formula(form: Format) -> None:
    guard = "'" if form.suffix == "csv" else ""
    assert read(mismatches_export(FOUND, View(), SOURCE), form) == [
        {
            "where": one.where,
            "extension": f"{guard}{one.extension}",
            "difference": one.words,
            "explanation": one.why,
        }
        for one in ROWS
    ]


@pytest.mark.parametrize("form", Format)
def test_what_each_figure_means_is_a_row_of_texts(form: Format) -> None:
    provenance = FOUND.provenance
    assert read(meanings_export(provenance, View(), SOURCE), form) == [
        {
            "figure": one.label,
            "formula": one.formula,
            "mind": one.caution,
            "when_empty": one.empty,
            "source": one.source,
        }
        for one in METRICS.values()
    ]


def test_a_file_says_what_was_asked_and_compared() -> None:
    export = mismatches_export(FOUND, View(groups=("GRP1",)), SOURCE)
    told = json.loads(Format.JSON.write(export))["about"]
    assert told["contents"] == "mismatches"
    assert told["groups"] == ", ".join(november().groups)
    assert (told["group_names"], told["rows"], told["complete"]) == ("Sales", 300, "yes")
    assert told["link"].startswith("http://localhost/trends?group=GRP1")
    assert "own total" not in told["notes"][0]
    checked = mismatches_export(replace(FOUND, with_total=True), View(), SOURCE)
    assert "the PBX's own total" in checked.about.notes[0]


def test_days_that_are_missing_make_the_file_incomplete() -> None:
    lacking = replace(FOUND, history=history(WEEK, {}, missing=["2026-11-18"]))
    assert mismatches_export(lacking, View(), SOURCE).about.facts["complete"] == "no"


def test_each_file_has_a_name_of_its_own() -> None:
    provenance = FOUND.provenance
    assert mismatches_file_name(provenance, "json").startswith("disagreeing_")
    assert meanings_file_name(provenance, "xlsx").startswith("figures_")
