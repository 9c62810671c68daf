"""A trend as CSV."""

from __future__ import annotations

import csv
import io

from telephony.export.formats import Format
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.export.trends import DAY_FIELDS, Days, days_export, days_file_name
from telephony.metrics.trends import trend
from telephony.query.view import StepLength, TrendView, View
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, november, row
from tests.telephony.periods.ranges import local

WEEK = span("2026-11-16", "2026-11-22")
ROWS = {"2026-11-16": [row(ia=3, iu=1, it="PT192.139836S")]}
PROVENANCE = Provenance(november(), local("2026-11-23T09:00"), complete=False)


def written(of, by=StepLength.DAY, extension="", marks=None):
    found = trend(of, by, BERLIN)
    view = View(trend=TrendView(by=by, extension=extension))
    source = Source((), demo=True, version=None, page="http://localhost/trends")
    days = Days(found, marks or [""] * len(found), of, PROVENANCE.query, view)
    return Format.CSV.write(days_export(days, source))


def rows(by=StepLength.DAY, extension="", marks=None):
    content = written(history(WEEK, ROWS, missing=["2026-11-18"]), by, extension, marks)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_date_comes_first_and_then_the_fields_of_the_extensions():
    found = rows()
    assert list(found[0])[:7] == [
        "date",
        "inbound_answered",
        "inbound_unanswered",
        "inbound_talk_seconds",
        "outbound_answered",
        "outbound_unanswered",
        "outbound_talk_seconds",
    ]
    assert [row["date"] for row in found] == [f"2026-11-{day}" for day in range(16, 23)]
    first = found[0]
    assert (first["inbound_talk_seconds"], first["inbound_talk_hms"]) == ("192.139836", "0:03:12")
    assert (first["pick_up_rate_share"], first["calls"]) == ("0.750000", "4")
    assert first["pick_up_rate_low_share"] < "0.75" < first["pick_up_rate_high_share"]


def test_a_gap_is_empty_and_says_so_and_a_quiet_day_is_zero():
    _, quiet, gap, *_ = rows()
    assert [gap[name] for name in DAY_FIELDS] == [""] * len(DAY_FIELDS)
    assert (gap["state"], gap["days"], gap["days_held"]) == ("no_figures", "1", "0")
    assert (quiet["calls"], quiet["pick_up_rate_share"], quiet["state"]) == ("0", "", "whole")


def test_a_week_says_its_days_and_how_many_of_them_are_in():
    [week] = rows(StepLength.WEEK)
    assert (week["date"], week["last_date"], week["by"]) == ("2026-11-16", "2026-11-22", "week")
    assert (week["state"], week["days"], week["days_held"]) == ("incomplete", "7", "6")


def test_no_text_in_it_can_become_a_formula():
    found = rows(extension="=1+1", marks=["=cmd()"] * 7)
    assert {row["marks"] for row in found} == {"'=cmd()"}
    assert {row["only_extension"] for row in found} == {"'=1+1"}


def test_where_it_comes_from_closes_every_row():
    last = rows()[-1]
    assert (last["time_zone"], last["call_area"], last["complete"]) == (
        "Europe/Berlin",
        "all",
        "no",
    )
    name = "days_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T0900.csv"
    assert days_file_name(PROVENANCE) == name


def test_before_the_range_begins_there_is_the_header_alone():
    assert written(history(WEEK, now=local("2026-11-01"))).count(b"\r\n") == 1
