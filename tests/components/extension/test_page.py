"""The page of one extension: every number follows from the calls, and says when it cannot."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from server.current_context import using
from telephony.context import Context
from telephony.formatting import numbers
from telephony.metrics.normal_band import normal_band
from tests.server.export_client import GROUPS, REPORT
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.support.generated_office import (
    DAY,
    TODAY,
    GeneratedOffice,
    office_fixtures,
)
from tests.support.pages import (
    address,
    arrived,
    cards,
    charts,
    choose,
    context_over,
    draw,
    files,
    press,
    said,
    sent_charts,
    written,
)

LAST, FIRST = TODAY - DAY, TODAY - 7 * DAY
WEEK = "range=last_7_days"


# The page does not branch on the zone; there, a day of UTC has other calls.
served_office, office = office_fixtures(3, ["America/New_York"])


def page_of(link: str):
    app = arrived(draw("extension", link))
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def of_sales(served_office: tuple[GeneratedOffice, Context]) -> dict[str, AppTest]:
    """The page of each extension of Sales, to be read alone."""
    made, served = served_office
    with using(served):
        return {
            number: page_of(f"group=Sales&extension={number}&{WEEK}")
            for number in made.members["Sales"]
        }


def test_the_cards_are_the_extension_s_and_the_medians_the_group_s(
    office: GeneratedOffice, of_sales: dict[str, AppTest]
) -> None:
    counted = {number: office.counted(number, FIRST, LAST) for number in of_sales}
    for number, app in of_sales.items():
        figures = counted[number]
        shown = cards(app)
        assert shown["Inbound answered"] == numbers.count(figures.inbound_answered)
        assert shown["Outbound talk time"] == numbers.talk_words(figures.outbound_talk_us)
        middle = median(each.inbound_answered for each in counted.values())
        words = str(int(middle)) if middle == int(middle) else f"{middle:.1f}"
        of = numbers.count_of(len(counted), "extension")
        assert f"median of {of}: {words}" in written(app)


def test_the_sentence_compares_with_the_same_weekdays_before(
    office: GeneratedOffice, of_sales: dict[str, AppTest]
) -> None:
    for number, app in of_sales.items():
        text = written(app)
        weeks = [
            office.counted(number, FIRST - n * 7 * DAY, LAST - n * 7 * DAY).calls
            for n in range(8, 0, -1)
        ]
        calls = office.counted(number, FIRST, LAST).calls
        band = normal_band(weeks)
        count = numbers.count_of(calls, "call") if calls else "no calls"
        assert f"Person {number} ({number}) has {count}" in text
        if weeks[0] or weeks[1]:  # else the weeks before the first call do not count
            assert f"normally {band.low} to {band.high}" in text


def test_the_chart_is_about_the_days_of_the_zone_s_clocks(
    office: GeneratedOffice, of_sales: dict[str, AppTest]
) -> None:
    number, app = next(iter(of_sales.items()))
    traces = {trace.get("name"): trace for trace in charts(app)["extension_days"]}
    days = [FIRST + n * DAY for n in range(7)]
    expected = [office.counted(number, day, day).calls for day in days]
    assert traces["Calls"]["y"] == expected
    for place, day in enumerate(days):
        before = [office.counted(number, *[day - n * 7 * DAY] * 2).calls for n in range(1, 9)]
        band = normal_band(before)
        assert traces["Normal range"]["base"][place] == band.low
        assert traces["Normal range"]["y"][place] == band.high - band.low


def test_call_areas_are_requested_when_somebody_opens_them(office: GeneratedOffice) -> None:
    number = office.members["Sales"][0]
    app = page_of(f"group=Sales&extension={number}&{WEEK}")
    app.session_state["areas"] = True
    app.run()
    for area in ("internal", "external"):
        figures = office.counted(number, FIRST, LAST, area)
        assert f'card-value">{numbers.count(figures.outbound_answered)}<' in written(app)
    assert "Internal calls" in written(app)
    assert "can be more than all calls" in said(app)


def test_the_other_groups_are_looked_up_when_somebody_opens_them(
    office: GeneratedOffice,
) -> None:
    found = set()
    for number in office.members["Sales"]:
        app = page_of(f"group=Sales&extension={number}&{WEEK}")
        assert "In Sales." in written(app)
        assert "Also in" not in written(app)
        app.session_state["other_groups"] = True
        app.run()
        others = [group for group in ("Alone", "Service") if number in office.members[group]]
        expected = f"Also in {' and '.join(others)}." if others else "In no other group."
        assert expected in written(app)
        found.add(len(others))
    assert {0, 1} <= found


def test_hours_cost_is_said_before_they_are_requested(office: GeneratedOffice) -> None:
    number = office.members["Sales"][0]
    link = f"group=Sales&extension={number}&from={LAST}&to={LAST}"
    app = page_of(link)
    app.session_state["hours_of_extension_panel"] = True
    app.run()
    assert "at most 24 requests to the PBX" in said(app)
    press(app, "Count the hours (24 requests)")
    arrived(app)
    figures = office.counted(number, LAST, LAST)
    bars = [trace for trace in charts(app)["extension_hours"] if trace.get("name")]
    assert sum(sum(value or 0 for value in bar["y"]) for bar in bars[:2]) == figures.calls


def test_the_next_extension_is_the_overview_s_and_all_filters_stay(
    office: GeneratedOffice,
) -> None:
    order = sorted(
        office.members["Sales"],
        key=lambda number: (-office.counted(number, FIRST, LAST).calls, number),
    )
    app = page_of(f"group=Sales&{WEEK}&sort=-calls&compare=none")
    assert f"Person {order[0]}" in written(app)
    press(app, "Next extension")
    arrived(app)
    assert address(app)["extension"] == [order[1]]
    assert address(app)["compare"] == ["none"]
    press(app, "Previous extension")
    assert address(app)["extension"] == [order[0]]
    choose(app, "selectbox", "one_extension", order[-1])
    assert address(app)["extension"] == [order[-1]]
    back = f'href="./?group=Sales&amp;{WEEK}&amp;compare=none"'
    assert back in written(app)


def test_the_next_questions_select_the_extension_among_the_others(
    of_sales: dict[str, AppTest],
) -> None:
    extension, app = next(iter(of_sales.items()))
    links = re.findall(r'<a href="([^"]*)" target="_self">([^<]*\?)</a>', written(app))
    assert [words for _, words in links] == ["Is the difference real?", "What if it were absent?"]
    for address_of, _ in links:
        carried = parse_qs(urlsplit(html.unescape(address_of)).query)
        assert carried["selected"] == [extension]
        assert "extension" not in carried


def test_days_as_a_table_have_the_range_and_the_verdict_in_words(
    office: GeneratedOffice,
) -> None:
    number = office.members["Sales"][0]
    app = page_of(f"group=Sales&extension={number}&{WEEK}")
    app.toggle(key="days_as_table").set_value(True).run()
    [table] = app.dataframe
    assert [row.startswith("normally ") for row in table.value["Normal range"]] == [True] * 7
    calls = [office.counted(number, *[FIRST + n * DAY] * 2).calls for n in range(7)]
    assert list(table.value["Calls"]) == [numbers.count(one) for one in calls]


NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
ANN = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}
ODD = {"Dn": "101", "DisplayName": "<b>Ben</b>", "InboundAnsweredCount": "many"}


NAMES = ("Able", "Baker", "Cook", "Davis")
# Of Cook no report can be loaded, and of Davis one day cannot.
LOST_DAY = b"periodFrom=2026-11-15T23", b"periodTo=2026-11-16T23"


async def report(exchange: Exchange) -> None:
    target = exchange.request.target
    lost = b"groupNumber='D'" in target and all(limit in target for limit in LOST_DAY)
    fails = lost or b"groupNumber='C'" in target
    answer = faults.odata_error("Unknown column") if fails else faults.listing([ANN, ODD])
    await answer(exchange)


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[FaultServer, Context]]:
    """A PBX with four groups, each day of which is requested once for all tests of it."""
    listed = [{"Number": name[0], "Name": name, "Id": n} for n, name in enumerate(NAMES)]
    with FaultServer(date=lambda: NOON) as served, context_over(served, SetClock(NOON)) as context:
        served.script(GROUPS, faults.listing(listed))
        served.script(REPORT, report)
        yield served, context


@pytest.fixture
def _scripted(scripted: tuple[FaultServer, Context]) -> Iterator[None]:
    with using(scripted[1]):
        yield


@pytest.fixture(scope="module")
def with_a_lost_day(
    scripted: tuple[FaultServer, Context],
) -> tuple[AppTest, list[bytes]]:
    """The page of Ann in Davis and Baker, and the reports that it took."""
    pbx, context = scripted
    before = len(pbx.received)
    with using(context):
        app = page_of(f"group=D&group=B&extension=100&{WEEK}")
    taken = [one.target for one in pbx.received[before:] if REPORT.encode() in one.target]
    return app, taken


def test_days_are_requested_of_one_of_the_extension_s_groups_alone(
    with_a_lost_day: tuple[AppTest, list[bytes]],
) -> None:
    app, reports = with_a_lost_day
    for group, requests in ((b"'B'", 2), (b"'D'", 2 + 7 + 56)):  # of both now and before
        assert sum(b"groupNumber=" + group in target for target in reports) == requests
    assert "In Davis and Baker, of 2 selected groups." in written(app)


@pytest.mark.usefixtures("_scripted")
def test_a_group_without_a_report_is_not_one_without_the_extension() -> None:
    app = page_of("group=A&extension=100&range=yesterday")
    app.session_state["other_groups"] = True
    app.run()
    assert "Also in Baker and Davis. Not known of Cook: no report could be loaded." in written(app)


@pytest.mark.usefixtures("_scripted")
def test_an_extension_that_is_not_there_is_said_not_to_be() -> None:
    app = page_of(f"group=A&extension=999&{WEEK}")
    assert "There is no extension 999 in Able in this range." in said(app)
    assert not cards(app)


def test_a_missing_day_means_no_comparison_in_the_sentence_and_the_picture(
    with_a_lost_day: tuple[AppTest, list[bytes]],
) -> None:
    app, _ = with_a_lost_day
    assert "1 of 7 days is missing or incomplete: no comparison" in written(app)
    assert "1 of 7 days could not be loaded" in said(app)
    words = [sent["words"] for sent in sent_charts(app).values()]
    assert words
    assert all("1 of them without data" in text for text in words)
    assert all("may be incomplete" in text for text in words)


@pytest.mark.usefixtures("_scripted")
def test_unreadable_values_mark_cards_sentence_and_picture_and_names_are_text() -> None:
    app = page_of(f"group=A&extension=101&{WEEK}")
    assert cards(app)["Inbound answered"] == "?"
    assert "7 of 7 days are missing or incomplete" in written(app)
    assert "<b>Ben" not in written(app)


@pytest.mark.usefixtures("_scripted")
def test_a_link_of_another_page_says_what_does_not_apply() -> None:
    app = page_of(
        f"group=A&extension=100&{WEEK}&direction=inbound&sort=-calls&quiet=hide&area=all"
        "&hours=mon-fri_08:00-17:00&tz=Asia/Tokyo"
    )
    assert "applies to Trends and Time of day only" in said(app)
    assert "The choice of extension" not in said(app)


@pytest.mark.usefixtures("_scripted")
def test_the_export_offers_the_days() -> None:
    app = page_of(f"group=A&extension=100&{WEEK}")
    name, write = files(app, "export")["JSON"]
    assert name.startswith("extension_100_A_2026-11-11_2026-11-17")
    content = json.loads(write())
    assert [row["verdict"] for row in content["rows"]] == ["normal"] * 7
    assert content["about"]["normal_load"].startswith("Normal load: Ann (100) has 49 calls")
