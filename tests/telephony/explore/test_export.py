"""What the explorer shows, as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawRows
from telephony.explore.exploration import Exploration
from telephony.explore.export import ResultRows, export_of
from telephony.explore.links import parse_exploration
from telephony.explore.verification import verify_rows
from telephony.export.contents import Export
from telephony.export.formats import Format
from telephony.export.source import Source
from telephony.frames.extensions import extension_frame
from telephony.frames.quality import Quality
from telephony.odata.option_texts import OptionTexts
from telephony.xapi.records import RequestRecord
from tests.telephony.export.example_exports import answer
from tests.telephony.frames.extension_frames import frame, november, row

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ROWS = [row("100", "=Ann", ia=1234, it=5400, sentiment=-3), row("101", "Ben", iu=2)]
FRAME = frame(*ROWS)
SOURCE = Source(("Sales",), demo=True, version=None, page="https://calls.example.com/explorer")
OPTIONS = OptionTexts(orderby="Dn desc", select="DisplayName,InboundAnsweredTalkingDur")


def received(*rows: dict[str, Any], pages: tuple[str, ...] = ()) -> RawRows:
    requests: tuple[RequestRecord, ...] = ()
    quality = extension_frame(rows, "").quality.merge(Quality(pages=pages))
    return RawRows(rows=list(rows), count=len(rows), quality=quality, as_of=NOON, requests=requests)


def export(origin: ExtensionsAnswer | RawRows, options: OptionTexts = OPTIONS) -> Export:
    """Of a PBX that ignores the order."""
    verification = verify_rows(FRAME, options, received(*ROWS))
    rows = verification.expected
    assert rows is not None
    state = Exploration(group="GRP0000", options=options)
    return export_of(
        ResultRows(state, november(), rows, origin, verification, verification.count), SOURCE
    )


def test_every_format_has_the_rows_columns_and_order_shown() -> None:
    made = export(answer(FRAME))
    lines = csv.DictReader(io.StringIO(Format.CSV.write(made).decode("utf-8-sig")))
    found = [(line["extension"], line["display_name"]) for line in lines]
    assert found == [("101", "Ben"), ("100", "'=Ann")]
    told = json.loads(Format.JSON.write(made))["rows"]
    assert told[1] == {"extension": "100", "display_name": "=Ann", "inbound_talk_seconds": 5400}
    table = pq.read_table(io.BytesIO(Format.PARQUET.write(made)))
    assert table.column_names == ["extension", "display_name", "inbound_talk_us"]
    book = openpyxl.load_workbook(io.BytesIO(Format.XLSX.write(made)))
    assert [line[:2] for line in book["Extensions"].values] == [
        ("Extension", "Name"),
        ("101", "Ben"),
        ("100", "=Ann"),
    ]


def test_a_file_has_the_options_the_verdict_and_the_link() -> None:
    about = export(answer(FRAME)).about
    assert about.facts["orderby"] == "Dn desc"
    assert about.facts["select"] == OPTIONS.select
    assert about.facts["count"] == 2
    assert about.facts["rows"] == "computed here from the unfiltered report"
    assert any("orderby: ignored" in note for note in about.notes)
    address = str(about.facts["link"])
    assert address.startswith(SOURCE.page)
    query = dict(part.split("=", 1) for part in address.split("?")[1].split("&"))
    assert query["from"] == november().period.first_day.isoformat()
    assert "range" not in query
    state, problems = parse_exploration({"group": [query["group"]], "select": [OPTIONS.select]})
    assert state.options.select == OPTIONS.select
    assert problems == ()


@pytest.mark.parametrize("wrong", ["long", "P1W1"])
def test_received_rows_say_so_and_what_was_odd_in_them(wrong: str) -> None:
    odd = {**ROWS[0], "InboundAnsweredTalkingDur": wrong}
    about = export(received(odd, pages=("A page came twice.",))).about
    assert about.facts["rows"] == "as received"
    assert "with_sentiment" not in about.facts
    assert "A page came twice." in about.notes
    assert any("unreadable" in note for note in about.notes)


def test_without_a_verification_the_file_says_so() -> None:
    shown = ResultRows(Exploration("GRP0000"), november(), FRAME, received(*ROWS), None, None)
    about = export_of(shown, SOURCE).about
    assert "count" not in about.facts
    assert about.facts["with_sentiment"] == "1 of 2"
    assert any(note.startswith("Not verified:") for note in about.notes)


def test_a_file_says_that_options_cannot_be_evaluated_here() -> None:
    options = OptionTexts(filter="Nothing eq 1")
    verification = verify_rows(FRAME, options, received(*ROWS))
    state = Exploration("GRP0000", options=options)
    shown = ResultRows(state, november(), FRAME, received(*ROWS), verification, None)
    about = export_of(shown, SOURCE).about
    assert "Not verified: the options cannot be evaluated here." in about.notes
