"""What changed as files: every value follows from the demo's single calls, in three zones."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.counted_changes import (
    NOBODY,
    SIDES,
    US,
    before,
    counted,
    expected_points,
    half,
    whole,
)
from tests.support.counted_legs import (
    NOON,
    ZONES,
    Counted,
    Range,
    groups_of,
    pbx_in_each_zone,
    ranges,
    served,
)
from tests.support.dashboard_settings import settings as settings_of
from tests.support.fault_server import Exchange, FaultServer
from tests.support.files import csv_rows
from tests.support.pages import dashboard_over, dashboard_with

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))


pbx = pbx_in_each_zone()


def file(suffix="csv", **parameters):
    return get_route(f"/export/changes.{suffix}?{urlencode(parameters, doseq=True)}")


def rows_of(**parameters):
    answer = file(**parameters)
    assert answer.status_code == 200, answer.text
    return csv_rows(answer.content)


@settings(max_examples=5, derandomize=True)
@given(
    st.data(),
    ranges(),
    st.sampled_from(["both", "inbound", "outbound"]),
    st.sampled_from(["all", "internal", "external"]),
    st.none() | ranges(),
)
def test_every_value_follows_from_the_single_calls(  # noqa: PLR0913, PLR0917
    pbx, data, days, direction, area, chosen
) -> None:
    groups = data.draw(groups_of(pbx))
    compare = {} if chosen is None else {"compare": f"{chosen.first}_{chosen.last}"}
    rows = rows_of(group=groups, direction=direction, area=area, **days.parameters, **compare)
    was = counted(pbx, groups, chosen or before(days), area)
    became = counted(pbx, groups, days, area)
    sides = SIDES if direction == "both" else (direction,)
    everybody = became["inbound"].keys()
    assert {row["extension"] for row in rows} == everybody
    taken0, taken1 = ({n: people["inbound"][n] for n in everybody} for people in (was, became))
    offered0 = sum(one.offered["inbound"] for one in taken0.values())
    offered1 = sum(one.offered["inbound"] for one in taken1.values())
    for row in rows:
        number = row["extension"]
        mine0 = {side: was[side].get(number, NOBODY) for side in sides}
        mine1 = {side: became[side][number] for side in sides}
        calls0, calls1 = (sum(one.calls for one in mine.values()) for mine in (mine0, mine1))
        talk0, talk1 = (sum(one.talk_us for one in mine.values()) * US for mine in (mine0, mine1))
        assert (int(row["calls_before"]), int(row["calls_now"])) == (calls0, calls1)
        assert (Fraction(row["talk_seconds_before"]), Fraction(row["talk_seconds_now"])) == (
            talk0,
            talk1,
        )
        active = (bool(calls0), bool(calls1))
        status = {(True, False): "gone", (False, True): "new"}.get(active, "stayed")
        assert row["status"] == status
        change, more, longer = (
            Fraction(row[name])
            for name in (
                "talk_change_seconds",
                "from_more_calls_seconds",
                "from_longer_calls_seconds",
            )
        )
        assert change == talk1 - talk0
        assert change == more + longer
        halves = [half(mine0[side], mine1[side], side) for side in sides]
        assert abs(more - sum(one for one, _ in halves)) <= US
        assert abs(longer - sum(one for _, one in halves)) <= US
        _check_rates(row, taken0.get(number, NOBODY), taken1[number])
        if offered0 and offered1:
            mix, people = expected_points(taken0, taken1, number)
            assert float(row["mix_points"]) == pytest.approx(mix, abs=1e-8)
            assert float(row["people_points"]) == pytest.approx(people, abs=1e-8)
        else:
            assert row["mix_points"] == row["people_points"] == ""
    assert sum(Fraction(row["talk_change_seconds"]) for row in rows) == sum(
        Fraction(row["talk_seconds_now"]) - Fraction(row["talk_seconds_before"]) for row in rows
    )
    if offered0 and offered1:
        rate0 = sum(one.answered["inbound"] for one in taken0.values()) / offered0
        rate1 = sum(one.answered["inbound"] for one in taken1.values()) / offered1
        points = sum(float(row["mix_points"]) + float(row["people_points"]) for row in rows)
        assert points == pytest.approx(100 * (rate1 - rate0), abs=1e-6)


def _check_rates(row, taken0: Counted, taken1: Counted) -> None:
    for name, taken in (("pick_up_before_share", taken0), ("pick_up_now_share", taken1)):
        offered = taken.offered["inbound"]
        rate = taken.answered["inbound"] / offered if offered else None
        assert row[name] == ("" if rate is None else f"{rate:.6f}") or (
            rate is not None and abs(float(row[name]) - rate) < 1e-6
        )


@settings(max_examples=4, derandomize=True)
@given(st.data(), ranges())
def test_two_groups_differ_by_what_their_single_calls_say(pbx, data, days) -> None:
    numbers = [one.number for one in pbx.groups if not one.name.startswith("___FAVORITES___")]
    here, there = data.draw(st.permutations(numbers))[:2]
    rows = rows_of(group=here, against=there, **days.parameters)
    now, other = counted(pbx, [here], days), counted(pbx, [there], days)
    assert {row["extension"] for row in rows} == now["inbound"].keys() | other["inbound"].keys()
    assert {row["compared_group"] for row in rows} == {there}
    more = sum(Fraction(row["from_more_calls_seconds"]) for row in rows)
    longer = sum(Fraction(row["from_longer_calls_seconds"]) for row in rows)
    expected = [half(whole(other, side), whole(now, side), side) for side in SIDES]
    near = len(rows) * US
    assert abs(more - sum(one for one, _ in expected)) <= near
    assert abs(longer - sum(one for _, one in expected)) <= near
    for row in rows:
        change = Fraction(row["talk_change_seconds"])
        assert change == Fraction(row["talk_seconds_now"]) - Fraction(row["talk_seconds_before"])
        parts = row["from_more_calls_seconds"], row["from_longer_calls_seconds"]
        assert change == sum(map(Fraction, parts))


def test_hidden_idle_extensions_are_those_without_calls_in_both_and_change_no_sum(pbx) -> None:
    asked = {"group": pbx.groups[0].number, **WEEK.parameters}
    everybody, active = rows_of(**asked), rows_of(quiet="hide", **asked)
    idle = [row for row in everybody if row["calls_before"] == row["calls_now"] == "0"]
    assert idle
    assert active == [row for row in everybody if row not in idle]
    assert {row["talk_change_seconds"] for row in idle} == {"0"}


def test_a_filter_chooses_by_the_values_now_and_keeps_the_same_extensions_before(pbx) -> None:
    asked = {"group": pbx.groups[0].number, **WEEK.parameters}
    chosen = rows_of(filter="InboundAnsweredCount gt 60", **asked)
    wanted = [row["extension"] for row in rows_of(**asked) if int(row["inbound_answered_now"]) > 60]
    assert len(wanted) > 0
    assert [row["extension"] for row in chosen] == wanted


def test_the_sentence_is_about_the_extensions_that_a_search_has_found() -> None:
    with served(ZONES[0]) as pbx:
        group = pbx.groups[0]
        numbers = sorted(member.number for member in pbx.members(group.number))

        def answer(**narrowed: str) -> str:
            found = file("json", group=group.number, **WEEK.parameters, **narrowed)
            return str(json.loads(found.content)["about"]["answer"])

        one, some = answer(search=numbers[0]), answer(filter=f"Dn le '{numbers[2]}'")
        none = answer(search="nobody at all")
    assert re.match(rf"9–15 Nov 2026: .* \({numbers[0]}\) had ", one)
    assert some.startswith(f"9–15 Nov 2026: 3 extensions of {group.name} had ")
    assert none == "No comparison: No extension matches the filters."


def test_the_file_says_what_changed_in_sentences_and_sums() -> None:
    with served(ZONES[0]) as pbx:
        group = pbx.groups[0]
        found = json.loads(file("json", group=group.number, **WEEK.parameters).content)
    about = found["about"]
    assert about["contents"] == "what changed"
    assert about["compared_with"] == "2–8 Nov 2026"
    assert about["answer"].startswith(f"9–15 Nov 2026: {group.name} had ")
    assert about["compared_from"] == "2026-11-02T00:00:00+01:00"
    rows = found["rows"]
    talk = sum(Fraction(str(row["talk_seconds_now"])) for row in rows)
    assert Fraction(about["talk_seconds_now"]) == talk
    parts = ("like_for_like_seconds", "new_seconds", "gone_seconds")
    assert sum(Fraction(about[name]) for name in parts) == talk - Fraction(
        about["talk_seconds_before"]
    )
    assert about["columns"].keys() == rows[0].keys()
    assert all(column["meaning"] for column in about["columns"].values())


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("compare=none", "there is nothing to compare with"),
        ("compare=never", "is not one of"),
        ("top=3", "applies to the export of extensions only"),
        ("against=%00", "unreadable"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(query: str, why: str) -> None:
    with served(ZONES[0]):
        answer = get_route(f"/export/changes.csv?group=GRP0000&{query}")
    assert answer.status_code == 400
    assert why in answer.text


def test_a_group_that_is_not_there_is_no_such_group() -> None:
    with served(ZONES[0]):
        answer = get_route("/export/changes.csv?group=GRP0000&against=NOBODY")
    assert answer.status_code == 404
    assert "NOBODY" in answer.text


def test_an_unreadable_value_is_empty_and_the_file_says_so() -> None:
    async def report(exchange: Exchange) -> None:
        earlier = b"periodFrom=2026-11-01" in exchange.request.target
        talk = "what?" if earlier else "PT1M"
        row = {"Dn": "1", "InboundAnsweredCount": 20, "InboundAnsweredTalkingDur": talk}
        await faults.listing([row, {"Dn": "2", "InboundAnsweredCount": 4}])(exchange)

    asked = "group=G&from=2026-11-09&to=2026-11-15"
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, report)
        with dashboard_over(server, SetClock(NOON)):
            answer = get_route(f"/export/changes.csv?{asked}")
            about = json.loads(get_route(f"/export/changes.json?{asked}").content)["about"]
    assert answer.status_code == 200, answer.text
    first = {row["extension"]: row for row in csv_rows(answer.content)}["1"]
    assert first["talk_seconds_before"] == first["talk_change_seconds"] == ""
    assert first["from_more_calls_seconds"] == ""
    assert first["talk_seconds_now"] == "60"
    assert {row["complete"] for row in csv_rows(answer.content)} == {"no"}
    assert "could be read" in answer.headers["warning"]
    assert "1 extension has unreadable values." in about["answer"]


def test_across_update_6_no_change_is_judged_and_the_file_says_why() -> None:
    clock = SetClock(NOON)
    with running(Options(extensions=24), clock=clock.now) as demo:
        environment = settings_of(demo.base_url) | {"THREECX_UPDATE6_DATE": "2026-11-09"}
        with dashboard_with(environment, clock):
            answer = file("json", group="GRP0000", **WEEK.parameters)
    about = json.loads(answer.content)["about"]
    assert "chance" not in about["answer"]
    assert "3CX Update 6 lies between" in about["answer"]
    assert "The PBX was updated to 3CX 20 Update 6" in " ".join(about["notes"])
    assert "Update 6" in answer.headers["warning"]
