"""People on the phone at once as files: every value follows from the demo's single calls."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from telephony.export.formats import SUFFIXES
from telephony.periods.working_hours import WEEKDAYS
from tests.server.export_client import get_route
from tests.support.counted_legs import Range, in_one_zone, pbx_in_each_zone
from tests.support.files import FORMATS

# The nights on which clocks change in the three zones, each with the day after it.
NIGHTS = {
    "Europe/Berlin": Range(date(2026, 10, 25), date(2026, 10, 26)),
    "America/New_York": Range(date(2026, 11, 1), date(2026, 11, 2)),
    "Australia/Lord_Howe": Range(date(2026, 10, 4), date(2026, 10, 5)),
}


pbx = pbx_in_each_zone()


def file(suffix="csv", **parameters):
    return get_route(f"/export/traffic.{suffix}?{urlencode(parameters, doseq=True)}")


def test_every_hour_of_the_week_has_the_talk_time_of_its_calls_over_its_time(pbx) -> None:
    zone = ZoneInfo(pbx.options.timezone)
    days = NIGHTS[pbx.options.timezone]
    group = pbx.groups[0].number
    answer = file("json", group=group, **days.parameters)
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.content)
    talk: Counter[tuple[str, str, str]] = Counter()
    seconds: Counter[tuple[str, str, str]] = Counter()

    def cell(at: datetime) -> tuple[str, str, str]:
        local = at.astimezone(zone)
        offset = local.isoformat()[-6:] if local.fold else ""
        return WEEKDAYS[local.weekday()], f"{local.hour:02d}:00", offset

    start, end = days.limits(zone)
    for minute in range(int((end - start).total_seconds()) // 60):
        seconds[cell(start + timedelta(minutes=minute))] += 60
    for leg in pbx.legs(group, start, end):
        talk[cell(leg.start)] += leg.talk_us
    rows = {(row["weekday"], row["hour"], row["offset"]): row for row in found["rows"]}
    assert {place for place, row in rows.items() if row["state"] == "figure"} == seconds.keys()
    for place, row in rows.items():
        if place not in seconds:
            assert row["erlangs"] is row["talk_seconds"] is None
            continue
        assert row["talk_seconds"] == talk[place] / 1e6
        assert row["erlangs"] == pytest.approx(talk[place] / 1e6 / seconds[place], abs=1e-6)
    about = found["about"]
    mean = sum(talk.values()) / 1e6 / sum(seconds.values())
    assert float(about["mean_erlangs"]) == pytest.approx(mean, abs=1e-6)
    assert float(about["peak_erlangs"]) == pytest.approx(
        max(talk[place] / 1e6 / seconds[place] for place in seconds), abs=1e-6
    )


@in_one_zone
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_is_served_as_what_it_is(pbx, suffix) -> None:
    group = pbx.groups[0].number
    answer = file(suffix, group=group, **NIGHTS[pbx.options.timezone].parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMATS[suffix][0]
    assert f'filename="traffic_{group}_2026-1' in answer.headers["content-disposition"]


@in_one_zone
@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("direction=outbound", "The whole group counts here"),
        ("search=Ann", "The whole group counts here"),
        ("filter=InboundAnsweredCount gt 3", "The whole group counts here"),
        ("selected=100", "The whole group counts here"),
        ("hours=mon-fri_08:00-17:00", "this file includes all hours."),
        ("holidays=leave_out", "this file includes all days."),
        ("tz=Asia/Tokyo", "The time zone Asia/Tokyo applies to Trends and Time of day only"),
        ("extension=100", "The choice of extension 100 applies to Extension and Trends only"),
        ("against=GRP2", "The comparison with group GRP2 applies to What changed only."),
    ],
)
def test_what_does_not_apply_is_said_in_the_header_and_in_the_file(pbx, parameter, said) -> None:
    name, value = parameter.split("=", 1)
    narrowed = {name: value, "group": pbx.groups[0].number, "from": "2026-11-10"}
    answer = file("json", to="2026-11-10", **narrowed)
    assert any(said in note for note in answer.json()["about"]["notes"])
    assert said in answer.headers["warning"]


@in_one_zone
def test_a_range_of_too_many_hours_is_refused_with_what_to_do(pbx) -> None:
    answer = file(group="GRP0000", range="last_90_days")
    assert answer.status_code == 400
    assert "shorter range" in answer.text
