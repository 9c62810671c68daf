"""The JSON says what it is and holds numbers as numbers."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given

from telephony.export.fields import ALL_FIELDS
from telephony.export.formats import Format
from telephony.query.view import View
from tests.telephony.export.example_exports import export
from tests.telephony.frames.extension_frames import frame, frames, row


def told(made):
    return json.loads(Format.JSON.write(made))


def test_rows_have_the_fields_of_the_csv_but_for_the_clock_times() -> None:
    (one,) = told(export(frame(row("007", "=Zoë", ia=2, iu=1, it="PT3M12.139836S", ot=17))))["rows"]
    assert list(one) == [name for name in ALL_FIELDS if not name.endswith("_hms")]
    assert one["extension"] == "007"
    assert one["display_name"] == "=Zoë"
    assert one["inbound_answered"] == 2
    assert one["inbound_talk_seconds"] == 192.139836
    assert one["outbound_talk_seconds"] == 17
    assert one["pick_up_rate_share"] == 2 / 3
    assert one["sentiment"] is None


def test_it_says_what_was_asked_and_what_its_fields_mean() -> None:
    about = told(export(frame(row()), view=View(("GRP0000",), search="zoë")))["about"]
    assert about["groups"] == "GRP0000"
    assert about["group_names"] == "Sales"
    assert about["search"] == "zoë"
    assert about["as_of"] == "2026-11-23T10:15:04+01:00"
    assert about["notes"] == []
    assert about["columns"]["inbound_talk_seconds"]["label"] == "Inbound talk time"
    assert about["columns"].keys() == {n for n in ALL_FIELDS if not n.endswith("_hms")}


def test_no_rows_are_an_empty_list() -> None:
    assert told(export(frame()))["rows"] == []


@given(frames())
def test_figures_come_back_exactly_and_the_unknown_as_null(plain: pd.DataFrame) -> None:
    rows = told(export(plain))["rows"]
    for one, known in zip(rows, plain.to_dict("records"), strict=True):
        talk, calls = known["inbound_talk_us"], known["inbound_answered"]
        assert one["inbound_answered"] == (None if pd.isna(calls) else calls)
        seconds = one["inbound_talk_seconds"]
        assert (seconds is None) == pd.isna(talk)
        assert seconds is None or round(seconds * 1_000_000) == talk
        assert one["display_name"] == known["display_name"]
