"""The small tables as files."""

from __future__ import annotations

import json
from dataclasses import replace

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
from tests.support.files import rows_in
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


# A workbook's titles are labels; the other formats have the names of the fields.
FIELDS = {
    **{name.capitalize(): name for name in ("where", "extension", "difference", "explanation")},
    "Metric": "figure",
    "Formula": "formula",
    "Caveats": "mind",
    "Zero or empty": "when_empty",
    "Source": "source",
}


def read(export: Export, form: Format) -> list[dict[str, str]]:
    rows = rows_in(form.write(export), form.suffix, FIELDS)
    return [{name: row[name] or "" for name in export.fields} for row in rows]


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
