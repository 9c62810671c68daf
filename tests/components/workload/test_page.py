"""The workload's page says what the demo's single calls say, and asks no more than it shows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from demo_pbx.serving import RunningPbx
from telephony.formatting.numbers import clock, percent
from tests.server.export_client import GROUPS, REPORT
from tests.support import faults, pages
from tests.support.clocks import SetClock
from tests.support.counted_legs import (
    NOON,
    Range,
    count,
    groups_of,
    pbx_in_each_zone,
    ranges,
)
from tests.support.fault_server import FaultServer
from tests.support.pages import cards, charts, dashboard_over, draw_view

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))
DAY = Range(date(2026, 11, 10), date(2026, 11, 10))


# The page does not branch on the zone; there, a day of UTC has other calls.
pbx = pbx_in_each_zone(["Australia/Lord_Howe"])


def words_of(app: AppTest) -> str:
    return pages.as_read(f"{pages.said(app)}\n{pages.written(app)}")


def reports(pbx: RunningPbx) -> int:
    return pbx.counters.report_requests


@settings(max_examples=6, derandomize=True)
@given(st.data(), ranges(5), st.sampled_from(["both", "inbound", "outbound"]))
def test_every_number_follows_from_the_single_calls(pbx, data, days, direction) -> None:
    groups = data.draw(groups_of(pbx))
    counted = count(pbx, groups, days, direction=direction)
    app = draw_view("workload", group=groups, direction=direction, **days.parameters)
    assert not app.exception
    total = sum(one.talk_us for one in counted.values())
    loads = sorted((one.talk_us for one in counted.values()), reverse=True)
    table = app.dataframe[0].value
    assert {row["Extension"]: (row["Calls"], row["Talk time"]) for _, row in table.iterrows()} == {
        number: (f"{one.calls:,}", clock(one.talk_us)) for number, one in counted.items()
    }
    if not total:
        assert "No talk time in this period." in words_of(app)
        assert cards(app)["Gini coefficient"] == "–"
        return
    few = max(1, round(len(loads) / 5))
    assert cards(app)["Busiest fifth"] == percent(sum(loads[:few]) / total)
    squares = sum((one / total) ** 2 for one in loads)
    assert float(cards(app)["Effective people"]) == pytest.approx(1 / squares, abs=0.051)
    pairs = sum(abs(one - other) for one in loads for other in loads)
    gini = pairs / (2 * len(loads) * total)
    assert float(cards(app)["Gini coefficient"]) == pytest.approx(gini, abs=0.006)
    curve = charts(app)["lorenz"][1]
    together = [sum(loads[: place + 1]) / total for place in range(len(loads))]
    assert curve["y"] == pytest.approx([100 * share for share in together], abs=0.006)


def test_those_absent_are_chosen_on_the_page_and_stand_in_the_address(pbx) -> None:
    group = pbx.groups[0].number
    app = draw_view("workload", group=group, **WEEK.parameters)
    before = reports(pbx)
    counted = count(pbx, [group], WEEK)
    busiest = max(counted, key=lambda number: counted[number].talk_us)
    app.multiselect(key="picked").set_value([busiest]).run()
    assert pages.address(app)["selected"] == [busiest]
    lost = counted[busiest].talk_us
    others = sum(one.talk_us for one in counted.values()) - lost
    words = words_of(app)
    assert f"each would carry {percent(lost / others)} more" in words
    table = app.dataframe[0].value.set_index("Extension")
    assert table.loc[busiest, "If absent"] == "0:00:00"
    for number in set(counted) - {busiest}:
        grown = counted[number].talk_us * (1 + lost / others)
        hours, minutes, seconds = map(int, table.loc[number, "If absent"].split(":"))
        assert hours * 3600 + minutes * 60 + seconds == pytest.approx(grown / 1e6, abs=1)
    assert reports(pbx) == before
    app.multiselect(key="picked").set_value([]).run()
    assert "selected" not in pages.address(app)


def test_the_page_asks_one_report_for_a_group_and_two_more_once_the_areas_are_opened(pbx) -> None:
    group = pbx.groups[1].number
    days = Range(date(2026, 11, 3), date(2026, 11, 4))
    before = reports(pbx)
    app = draw_view("workload", group=group, **days.parameters)
    assert reports(pbx) == before + 1
    app.session_state["areas"] = True
    app.run()
    assert reports(pbx) == before + 3
    table = app.dataframe[1].value
    inside, outside = (count(pbx, [group], days, area=area) for area in ("internal", "external"))
    for _, row in table.iterrows():
        one, other = (found[row["Extension"]].talk_us for found in (inside, outside))
        share = percent(one / (one + other)) if one + other else "–"
        assert [row["Internal talk time"], row["External talk time"], row["Internal share"]] == [
            clock(one),
            clock(other),
            share,
        ]
    assert "can be more than that of all calls" in words_of(app)
    app.run()
    assert reports(pbx) == before + 3


def test_traffic_is_counted_on_demand_and_its_peak_is_that_of_the_single_calls(pbx) -> None:
    group = pbx.groups[0].number
    zone = ZoneInfo(pbx.options.timezone)
    before = reports(pbx)
    app = draw_view("workload", group=group, **DAY.parameters)
    assert "Each hour has to be requested on its own: at most 24 requests" in words_of(app)
    assert reports(pbx) == before + 1
    pages.press(app, "Count the hours (24 requests)")
    pages.arrived(app)
    talk: Counter[int] = Counter()
    for leg in pbx.legs(group, *DAY.limits(zone)):
        talk[leg.start.astimezone(zone).hour] += leg.talk_us
    hour, most = max(talk.items(), key=lambda item: (item[1], -item[0]))
    mean = sum(talk.values()) / 24 / 3.6e9
    assert (
        f"{most / 3.6e9:.1f} people on the phone at Tue {hour:02d}–{hour + 1:02d}, the busiest "
        f"hour of the week; {mean:.1f} on average over 24 hours." in words_of(app)
    )
    field = charts(app)["traffic"][0]
    shown = {x: z for x, y, z in zip(field["x"], field["y"], field["z"], strict=True) if y == 1}
    assert shown == pytest.approx({at: talk[at] / 3.6e9 for at in range(24)}, abs=1e-4)
    again = draw_view("workload", group=group, **DAY.parameters)
    assert "busiest hour of the week" in words_of(again)  # from the store, without a question


def test_an_unreadable_talk_time_marks_the_sentence_and_the_picture() -> None:
    rows = [
        {"Dn": "1", "DisplayName": "Ann", "InboundAnsweredTalkingDur": "PT60S"},
        {"Dn": "2", "DisplayName": "Ben", "InboundAnsweredTalkingDur": "PT20S"},
        {"Dn": "3", "DisplayName": "Cem", "InboundAnsweredTalkingDur": "a while"},
    ]
    with FaultServer() as server, dashboard_over(server, SetClock(NOON)):
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing(rows))
        app = draw_view("workload", group="GRP0000", **WEEK.parameters)
    words = words_of(app)
    assert "1 of 2 extensions carries 75.0 % of the talk time: Ann (1). Incomplete:" in words
    assert "1 talk time in the response unreadable" in words
    [spec] = [str(sent["figure"]) for sent in pages.sent_charts(app).values()]
    assert "Incomplete: some talk times are unknown" in spec
    assert app.dataframe[0].value["Talk time"].tolist() == ["0:01:00", "0:00:20", "?"]


def test_a_failing_pbx_is_said_with_a_way_to_try_again() -> None:
    with FaultServer() as server, dashboard_over(server, SetClock(NOON)):
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.status(403))
        app = draw_view("workload", group="GRP0000", **WEEK.parameters)
    assert app.error
    assert "Try again" in [button.label for button in app.button]


def test_the_file_of_the_page_is_that_over_http(pbx) -> None:
    group = pbx.groups[0].number
    app = draw_view("workload", group=group, **WEEK.parameters)
    offered = pages.files(app, "export")
    name, write = offered["CSV"]
    assert name.startswith(f"workload_{group}_2026-11-09_2026-11-15_as-of_")
    assert (
        write()
        .decode("utf-8-sig")
        .startswith("extension,display_name,calls,talk_seconds,talk_share,cumulative_share,")
    )
