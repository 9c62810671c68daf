"""Rows as the explorer shows and writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from telephony.answers.raw import RawRows
from telephony.explore.table import cells, fields_in, heading, received_rows
from telephony.formatting.locale_style import ENGLISH
from telephony.odata.fields import FIELDS
from tests.telephony.frames.extension_frames import frame, row

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ROWS = [row("100", "=Ann", ia=1234, it=5400, sentiment=-3), row("101", "Ben", iu=2)]
FRAME = frame(*ROWS)


def received(*rows: dict) -> RawRows:
    return RawRows(rows=list(rows), count=len(rows), as_of=NOON)


def test_cells_are_words_by_the_names_of_the_pbx() -> None:
    shown = cells(FRAME, ENGLISH)
    assert list(shown.columns) == list(FIELDS)
    assert shown["InboundAnsweredCount"].tolist() == ["1,234", "0"]
    assert shown["InboundAnsweredTalkingDur"].tolist() == ["1:30:00", "0:00:00"]
    assert shown["SentimentScore"].tolist() == ["−3", "?"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dn", "Dn"),
        ("InboundAnsweredCount", "InboundAnsweredCount [calls]"),
        ("OutboundAnsweredTalkingDur", "OutboundAnsweredTalkingDur [h:mm:ss]"),
    ],
)
def test_headings_carry_the_unit(name: str, words: str) -> None:
    assert heading(FIELDS[name]) == words


def test_received_rows_have_the_selected_fields_alone() -> None:
    rows = received_rows(received(*ROWS), "DisplayName,SentimentScore")
    assert [field.name for field in fields_in(rows)] == ["Dn", "DisplayName", "SentimentScore"]
    assert len(fields_in(received_rows(received(*ROWS), "Nothing"))) == len(FIELDS)
