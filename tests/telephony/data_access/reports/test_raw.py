"""The report with its options: sent over HTTP as they are, and returned as received."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.service import DataAccess
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange, resolve_range
from telephony.query.view import CallArea
from telephony.xapi.errors import NoSuchGroup, QueryRefused
from telephony.xapi.odata_options import ODataOptions
from tests.support.clocks import SetClock
from tests.telephony.data_access.conftest import NOON, ZONE, connection_to

Row = dict[str, Any]
WEEK = resolve_range(PresetRange(Preset.LAST_7_DAYS), NOON, ZONE)
ALL = RawQuestion("GRP0000", WEEK, CallArea.ALL, ODataOptions())


def with_options(**options: Any) -> RawQuestion:
    return replace(ALL, options=ODataOptions(**options))


def numbers(received: RawRows) -> list[str]:
    return [row["Dn"] for row in received.rows]


def by(*keys: str) -> Callable[[Row], tuple[Any, ...]]:
    return lambda row: tuple(row.get(key, 0) for key in keys)


@pytest.fixture
def rows(access: DataAccess) -> list[Row]:
    received_rows = access.request_raw_rows(ALL).answer().rows
    assert len(received_rows) == 12
    return received_rows


def test_top_gives_so_many_rows_and_the_count_of_all(access: DataAccess, rows: list[Row]) -> None:
    received = access.request_raw_rows(with_options(top=3)).answer()
    assert (received.rows, received.count) == (rows[:3], 12)


def test_skip_leaves_out_so_many_rows(access: DataAccess, rows: list[Row]) -> None:
    assert access.request_raw_rows(with_options(skip=10)).answer().rows == rows[10:]
    assert access.request_raw_rows(with_options(top=4, skip=5)).answer().rows == rows[5:9]


def test_search_finds_in_names(access: DataAccess, rows: list[Row]) -> None:
    part = rows[4]["DisplayName"].split()[0]
    wanted = [row for row in rows if part.lower() in row["DisplayName"].lower()]
    assert wanted
    assert access.request_raw_rows(with_options(search=f'"{part}"')).answer().rows == wanted


def test_filter_keeps_what_matches(access: DataAccess, rows: list[Row]) -> None:
    limit = sorted(row.get("InboundAnsweredCount", 0) for row in rows)[6]
    received = access.request_raw_rows(
        with_options(filter=f"InboundAnsweredCount gt {limit}")
    ).answer()
    assert received.rows == [row for row in rows if row.get("InboundAnsweredCount", 0) > limit]
    assert received.count == len(received.rows) > 0


def test_count_is_the_callers_choice(access: DataAccess, pbx: RunningPbx) -> None:
    assert access.request_raw_rows(with_options(top=1, count=True)).answer().count == 12
    assert access.request_raw_rows(with_options(top=1, count=False)).answer().count is None
    assert "count" not in pbx.requests[-1].target


def test_select_brings_those_fields_alone(access: DataAccess, rows: list[Row]) -> None:
    received = access.request_raw_rows(with_options(select=("DisplayName",))).answer()
    assert received.rows == [{"DisplayName": row["DisplayName"]} for row in rows]


def test_orderby_sorts_by_several_fields(access: DataAccess, rows: list[Row]) -> None:
    received = access.request_raw_rows(
        with_options(orderby=("SentimentScore desc", "Dn desc"))
    ).answer()
    by_number = sorted(rows, key=by("Dn"), reverse=True)
    assert received.rows == sorted(by_number, key=by("SentimentScore"), reverse=True)


def test_expand_is_refused_in_the_words_of_the_pbx(access: DataAccess) -> None:
    with pytest.raises(QueryRefused) as raised:
        access.request_raw_rows(with_options(expand=("DisplayName",))).answer()
    assert raised.value.status == 400
    assert "not a navigation property" in raised.value.pbx_message


def test_group_period_and_area_reach_the_pbx(access: DataAccess, pbx: RunningPbx) -> None:
    yesterday = resolve_range(PresetRange(Preset.YESTERDAY), NOON, ZONE)
    received = access.request_raw_rows(
        RawQuestion("GRP0001", yesterday, CallArea.EXTERNAL, ODataOptions(count=False))
    ).answer()
    target = unquote(pbx.requests[-1].target)
    assert "groupNumber='GRP0001'" in target
    assert "periodFrom=2026-03-08T23:00:00Z,periodTo=2026-03-09T23:00:00Z" in target
    assert "callArea=2" in target
    legs = pbx.legs("GRP0001", yesterday.start, yesterday.end)
    answered = [leg for leg in legs if leg.answered and leg.area == "external"]
    inbound = sum(leg.direction == "inbound" for leg in answered)
    assert sum(row.get("InboundAnsweredCount", 0) for row in received.rows) == inbound > 0


def test_rows_come_as_the_pbx_wrote_them(access: DataAccess) -> None:
    rows = access.request_raw_rows(ALL).answer().rows
    talks = [row[talk] for row in rows if (talk := "InboundAnsweredTalkingDur") in row]
    assert 0 < len(talks) < len(rows), "zeros are left out"
    assert all(re.fullmatch(r"P(\d+D)?T(\d+H)?(\d+M)?([\d.]+S)?", talk) for talk in talks)


def test_the_same_query_is_requested_once_and_again_when_wanted(
    access: DataAccess, pbx: RunningPbx, clock: SetClock
) -> None:
    question = with_options(filter="InboundAnsweredCount gt 0")
    first = access.request_raw_rows(question).answer()
    clock.move(timedelta(hours=1))
    assert access.request_raw_rows(question).answer() is first
    assert pbx.counters.report_requests == 1
    again = access.request_raw_rows(question, refresh=True).answer()
    assert again.as_of == first.as_of + timedelta(hours=1)
    assert pbx.counters.report_requests == 2


def test_a_refused_query_is_not_sent_again_within_the_minute(clock: SetClock) -> None:
    with (
        running(Options(extensions=3, fail_filter=True), clock=clock.now) as pbx,
        closing(DataAccess(lambda: connection_to(pbx.base_url), clock=clock)) as access,
    ):
        for _ in range(3):
            with pytest.raises(QueryRefused) as raised:
                access.request_raw_rows(with_options(filter="Dn eq '100'")).answer()
        assert raised.value.status == 500
        before = pbx.counters.report_requests
        clock.move(timedelta(seconds=61))
        with pytest.raises(QueryRefused):
            access.request_raw_rows(with_options(filter="Dn eq '100'")).answer()
        assert pbx.counters.report_requests == 2 * before
        assert len(access.request_raw_rows(ALL).answer().rows) == 3


def test_no_report_is_requested_for_an_unknown_group(access: DataAccess, pbx: RunningPbx) -> None:
    with pytest.raises(NoSuchGroup):
        access.request_raw_rows(replace(ALL, group="GRP0000X")).answer()
    assert pbx.counters.report_requests == 0
