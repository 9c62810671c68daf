"""The workload as files: every value follows from the demo's single calls, in three zones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.counted_legs import (
    NOON,
    Range,
    count,
    groups_of,
    pbx_in_each_zone,
    ranges,
)
from tests.support.fault_server import Exchange, FaultServer
from tests.support.pages import dashboard_over

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))


pbx = pbx_in_each_zone()


def file(suffix="csv", **parameters):
    return get_route(f"/export/workload.{suffix}?{urlencode(parameters, doseq=True)}")


def described(**parameters):
    answer = file("json", **parameters)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.content)


@settings(max_examples=6, derandomize=True)
@given(
    st.data(),
    ranges(),
    st.sampled_from(["both", "inbound", "outbound"]),
    st.sampled_from(["all", "internal", "external"]),
)
def test_every_value_follows_from_the_single_calls(pbx, data, days, direction, area) -> None:
    groups = data.draw(groups_of(pbx))
    talk = {
        part: count(pbx, groups, days, area=part, direction=direction)
        for part in ("all", "internal", "external")
    }
    chosen = talk[area]
    absent = data.draw(st.sets(st.sampled_from(sorted(chosen)), max_size=3))
    found = described(
        group=groups, direction=direction, area=area, selected=sorted(absent), **days.parameters
    )
    about, rows = found["about"], found["rows"]
    total = sum(one.talk_us for one in chosen.values())
    others = total - sum(chosen[number].talk_us for number in absent)
    start, end = days.limits(pbx.options.zone)
    assert {row["extension"] for row in rows} == chosen.keys()
    reached = 0.0
    for row in rows:
        one = chosen[row["extension"]]
        assert (row["calls"], row["talk_seconds"]) == (one.calls, one.talk_us / 1e6)
        share = one.talk_us / total if total else None
        reached += share or 0
        assert row["talk_share"] == (None if share is None else pytest.approx(share, abs=1e-6))
        assert row["cumulative_share"] == (None if share is None else pytest.approx(reached))
        assert row["erlangs"] == pytest.approx(
            one.talk_us / 1e6 / (end - start).total_seconds(), abs=1e-6
        )
        inside, outside = (
            talk[part][row["extension"]].talk_us for part in ("internal", "external")
        )
        assert row["internal_talk_seconds"] == inside / 1e6
        assert row["external_talk_seconds"] == outside / 1e6
        both = inside + outside
        assert row["internal_share"] == (pytest.approx(inside / both) if both else None)
        assert row["absent"] == ("yes" if row["extension"] in absent else "no")
        if row["extension"] in absent:
            assert row["talk_if_absent_seconds"] == 0
        elif others:
            grown = one.talk_us / 1e6 * total / others
            assert row["talk_if_absent_seconds"] == pytest.approx(grown, abs=2e-6)
    loads = sorted(one.talk_us for one in chosen.values())
    if not total:
        assert about["gini"] == about["effective_people"] == about["busiest_share"] == ""
        return
    pairs = sum(abs(one - other) for one in loads for other in loads)
    assert float(about["gini"]) == pytest.approx(pairs / (2 * len(loads) * total), abs=1e-6)
    squares = sum((one / total) ** 2 for one in loads)
    assert float(about["effective_people"]) == pytest.approx(1 / squares, abs=1e-5)
    few = max(1, round(len(loads) / 5))
    assert about["busiest_extensions"] == f"{few} of {len(loads)}"
    assert float(about["busiest_share"]) == pytest.approx(sum(loads[-few:]) / total, abs=1e-6)


def test_it_asks_for_all_internal_and_external_calls_once(pbx) -> None:
    asked = {"group": pbx.groups[1].number, "from": "2026-11-01", "to": "2026-11-02"}
    before = len(pbx.requests)
    assert file(**asked).status_code == 200
    sent = [one for one in pbx.requests[before:] if "ReportExtensionStatistics" in one.target]
    assert len(sent) == 3
    before = len(pbx.requests)
    assert file(**asked).status_code == 200
    assert len(pbx.requests) == before


def test_what_is_wrong_with_the_link_is_said(pbx) -> None:
    assert file(group="GRP0000", top="5").status_code == 400
    assert file(range="last_week").status_code == 400
    assert file(group="GRP9999").status_code == 404


def test_an_unreadable_talk_time_marks_file_and_finding(fault_pbx) -> None:
    rows = [
        {"Dn": "1", "DisplayName": "Ann", "InboundAnsweredTalkingDur": "PT60S"},
        {"Dn": "2", "DisplayName": "Ben", "InboundAnsweredTalkingDur": "a while"},
    ]
    fault_pbx.script(REPORT, faults.listing(rows))
    answer = file("json", group="GRP0000", **{"from": "2026-11-01", "to": "2026-11-02"})
    assert answer.headers["warning"] == '199 - "Not all rows could be read."'
    found = json.loads(answer.content)
    assert found["about"]["complete"] == "no"
    assert found["about"]["finding"] == (
        "1 extension has all the talk time: 1 min 0 s. "
        "Incomplete: the talk time of 1 extension is unknown and left out."
    )
    assert found["rows"][1]["talk_seconds"] is found["rows"][1]["talk_share"] is None
    assert "1 talk time in the response unreadable" in " ".join(found["about"]["notes"])


def test_a_name_that_looks_like_a_formula_is_text_in_the_file_and_its_finding(fault_pbx) -> None:
    name = "=cmd|' /C calc'!A0"
    row = {"Dn": "9", "DisplayName": name, "InboundAnsweredTalkingDur": "PT60S"}
    rows = [row, {"Dn": "10"}, {"Dn": "11"}]
    fault_pbx.script(REPORT, faults.listing(rows))
    plain = file("csv", group="GRP0000", about="lines", **WEEK.parameters)
    lines = plain.content.decode("utf-8-sig").splitlines()
    assert any(line.startswith("# Finding: 1 of 3 extensions carries all") for line in lines)
    assert not [line for line in lines if "=cmd" in line and not line.startswith(("#", "9,'="))]


def test_a_failing_call_area_fails_the_file(fault_pbx) -> None:
    async def fault(exchange: Exchange) -> None:
        internal = b"callArea=1" in exchange.request.target
        await (faults.status(500) if internal else faults.listing([]))(exchange)

    fault_pbx.script(REPORT, fault)
    assert file(group="GRP0000", **WEEK.parameters).status_code == 503


@pytest.fixture
def fault_pbx() -> Iterator[FaultServer]:
    with FaultServer() as server, dashboard_over(server, SetClock(NOON)):
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        yield server
