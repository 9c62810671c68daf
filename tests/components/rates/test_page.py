"""The page of rates says what the demo's single calls say."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from streamlit.testing.v1 import AppTest

from telephony.formatting.numbers import percent
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
from tests.support.dashboard_settings import settings as settings_of
from tests.support.fault_server import FaultServer
from tests.support.pages import charts, dashboard_over, dashboard_with, draw_view

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))


# The page does not branch on the zone; there, a day of UTC has other calls.
pbx = pbx_in_each_zone(["America/New_York"])


def words_of(app: AppTest) -> str:
    return pages.as_read(f"{pages.said(app)}\n{pages.written(app)}")


@settings(max_examples=6, derandomize=True)
@given(st.data(), ranges(), st.sampled_from(["both", "inbound", "outbound"]))
def test_every_number_follows_from_the_single_calls(pbx, data, days, direction) -> None:
    groups = data.draw(groups_of(pbx))
    app = draw_view("rates", group=groups, direction=direction, **days.parameters)
    assert not app.exception
    side = "outbound" if direction == "outbound" else "inbound"
    label = "Connect rate" if side == "outbound" else "Pick-up rate"
    counted = count(pbx, groups, days)
    rows = {row["Extension"]: row for _, row in app.dataframe[0].value.iterrows()}
    assert rows.keys() == counted.keys()
    for number, one in counted.items():
        hits, n = one.answered[side], one.offered[side]
        row = rows[number]
        assert row["Answered"] == f"{hits:,} of {n:,}"
        assert (row["Rank"] == "–") == (n < 20)
        if not n:
            assert row[label] == row["95 % interval"] == "–"
            continue
        low, high = proportion_confint(hits, n, method="wilson")
        assert row[label] == percent(hits / n)
        assert row["95 % interval"] == f"{percent(float(low))} to {percent(float(high))}"
    offered = sum(one.offered[side] for one in counted.values())
    if not offered:
        assert f"so there is no {label.lower()}" in words_of(app)
        return
    points = charts(app)["funnel"][-1]
    assert dict(zip([mark[0] for mark in points["customdata"]], points["x"], strict=True)) == {
        number: one.offered[side] for number, one in counted.items() if one.offered[side]
    }


def test_the_rate_is_chosen_on_the_page_and_is_the_direction_of_the_link(pbx) -> None:
    group = pbx.groups[0].number
    app = draw_view("rates", group=group, **WEEK.parameters)
    assert "Pick-up rate by number of calls" in str(pages.sent_charts(app)["funnel"]["figure"])
    pages.choose(app, "segmented_control", "rate", "outbound")
    assert pages.address(app)["direction"] == ["outbound"]
    assert "Connect rate by number of calls" in str(pages.sent_charts(app)["funnel"]["figure"])
    name, write = pages.files(app, "export")["CSV"]
    assert name.startswith(f"rates_{group}_2026-11-09_2026-11-15_as-of_")
    assert write().decode("utf-8-sig").startswith("extension,display_name,offered,answered,rate,")


def test_one_is_judged_in_a_sentence_and_named_in_the_picture(pbx) -> None:
    group = pbx.groups[0].number
    counted = count(pbx, [group], WEEK)
    number = max(counted, key=lambda one: counted[one].offered["inbound"])
    app = draw_view("rates", group=group, **WEEK.parameters)
    app.multiselect(key="picked").set_value([number]).run()
    assert pages.address(app)["selected"] == [number]
    one = counted[number]
    got = f"answered {one.answered['inbound']:,} of {one.offered['inbound']:,} inbound calls"
    assert f"({number}) {got}" in words_of(app)


def test_unreadable_calls_mark_the_sentence_and_the_picture() -> None:
    rows = [
        {"Dn": "1", "DisplayName": "Ann", "InboundAnsweredCount": 30},
        {"Dn": "2", "DisplayName": "Ben", "InboundAnsweredCount": 30},
        {"Dn": "3", "DisplayName": "Cem", "InboundAnsweredCount": "many"},
    ]
    with FaultServer() as server, dashboard_over(server, SetClock(NOON)):
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing(rows))
        app = draw_view("rates", group="GRP0000", **WEEK.parameters)
    assert "Incomplete: the calls of 1 extension are unknown and left out." in words_of(app)
    [spec] = [str(sent["figure"]) for sent in pages.sent_charts(app).values()]
    assert "Incomplete: some numbers of calls are unknown" in spec
    assert app.dataframe[0].value["Pick-up rate"].tolist() == ["100.0 %", "100.0 %", "?"]


def test_a_range_with_two_ways_of_counting_says_so() -> None:
    with (
        FaultServer() as server,
        dashboard_with(
            settings_of(server.origin) | {"THREECX_UPDATE6_DATE": "2026-11-11"}, SetClock(NOON)
        ),
    ):
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing([]))
        app = draw_view("rates", group="GRP0000", **WEEK.parameters)
    assert "cannot be compared" in words_of(app)
