"""The page of one extension: every number follows from the calls, and says when it cannot."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from urllib.parse import parse_qs, urlsplit

import pytest

from server.current_context import using
from telephony.context import Context
from telephony.formatting import numbers
from telephony.metrics.normal_band import normal_band
from tests.server.export_client import GROUPS, REPORT
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.generated_office import (
    DAY,
    TODAY,
    GeneratedOffice,
    in_one_zone,
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


served_office, office = office_fixtures(3)


def page_of(link: str):
    app = arrived(draw("extension", link))
    assert not app.exception
    return app


@in_one_zone
def test_the_cards_are_the_extension_s_and_the_medians_the_group_s(
    office: GeneratedOffice,
) -> None:
    people = office.members["Sales"]
    counted = {number: office.counted(number, FIRST, LAST) for number in people}
    for number in people:
        app = page_of(f"group=Sales&extension={number}&{WEEK}")
        figures = counted[number]
        shown = cards(app)
        assert shown["Inbound answered"] == numbers.count(figures.inbound_answered)
        assert shown["Outbound talk time"] == numbers.talk_words(figures.outbound_talk_us)
        middle = median(each.inbound_answered for each in counted.values())
        words = str(int(middle)) if middle == int(middle) else f"{middle:.1f}"
        of = numbers.count_of(len(people), "extension")
        assert f"median of {of}: {words}" in written(app)


@in_one_zone
def test_the_sentence_compares_with_the_same_weekdays_before(office: GeneratedOffice) -> None:
    for number in office.members["Service"]:
        compares(written(page_of(f"group=Service&extension={number}&{WEEK}")), office, number)


def compares(text: str, office: GeneratedOffice, number: str) -> None:
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


def test_in_every_zone_cards_sentence_and_chart_are_about_the_days_of_its_clocks(
    office: GeneratedOffice,
) -> None:
    number = office.members["Sales"][0]
    app = page_of(f"group=Sales&extension={number}&{WEEK}")
    answered = office.counted(number, FIRST, LAST).inbound_answered
    assert cards(app)["Inbound answered"] == numbers.count(answered)
    compares(written(app), office, number)
    traces = {trace.get("name"): trace for trace in charts(app)["extension_days"]}
    days = [FIRST + n * DAY for n in range(7)]
    expected = [office.counted(number, day, day).calls for day in days]
    assert traces["Calls"]["y"] == expected
    for place, day in enumerate(days):
        before = [office.counted(number, *[day - n * 7 * DAY] * 2).calls for n in range(1, 9)]
        band = normal_band(before)
        assert traces["Normal range"]["base"][place] == band.low
        assert traces["Normal range"]["y"][place] == band.high - band.low


@in_one_zone
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


@in_one_zone
def test_the_other_groups_are_looked_up_when_somebody_opens_them(
    office: GeneratedOffice,
) -> None:
    for number in office.members["Service"]:
        app = page_of(f"group=Service&extension={number}&{WEEK}")
        assert "In Service." in written(app)
        assert "Also in" not in written(app)
        app.session_state["other_groups"] = True
        app.run()
        others = sorted(group for group in ("Alone", "Sales") if number in office.members[group])
        expected = f"Also in {' and '.join(others)}." if others else "In no other group."
        assert expected in written(app)


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


@in_one_zone
def test_the_next_extension_is_the_overview_s_and_all_filters_stay(
    office: GeneratedOffice,
) -> None:
    order = sorted(
        office.members["Sales"],
        key=lambda number: (-office.counted(number, FIRST, LAST).calls, number),
    )
    app = page_of(f"group=Sales&{WEEK}&direction=inbound&sort=-calls&quiet=hide&area=all")
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


@in_one_zone
def test_the_next_questions_select_the_extension_among_the_others(office: GeneratedOffice) -> None:
    extension = office.members["Sales"][0]
    app = page_of(f"group=Sales&extension={extension}&{WEEK}")
    links = re.findall(r'<a href="([^"]*)" target="_self">([^<]*\?)</a>', written(app))
    assert [words for _, words in links] == ["Is the difference real?", "What if it were absent?"]
    for address_of, _ in links:
        carried = parse_qs(urlsplit(html.unescape(address_of)).query)
        assert carried["selected"] == [extension]
        assert "extension" not in carried


@in_one_zone
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


@contextmanager
def scripted() -> Iterator[tuple[FaultServer, Context]]:
    with FaultServer(date=lambda: NOON) as served, context_over(served, SetClock(NOON)) as context:
        served.script(GROUPS, faults.listing([{"Number": "A", "Name": "Able", "Id": 1}]))
        served.script(REPORT, faults.listing([ANN, ODD]))
        yield served, context


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    """A PBX of the test's own, for one that changes what it responds."""
    with scripted() as (served, context), using(context):
        yield served


@pytest.fixture(scope="module")
def shared() -> Iterator[Context]:
    with scripted() as (_, context):
        yield context


@pytest.fixture
def _able(shared: Context) -> Iterator[None]:
    """One group, of which each day is requested once for all tests of it."""
    with using(shared):
        yield


def test_days_are_requested_of_one_of_the_extension_s_groups_alone(pbx: FaultServer) -> None:
    listed = [{"Number": "A", "Name": "Able", "Id": 1}, {"Number": "B", "Name": "Baker", "Id": 2}]
    pbx.script(GROUPS, faults.listing(listed))
    app = page_of(f"group=A&group=B&extension=100&{WEEK}")
    reports = [one.target for one in pbx.received if REPORT.encode() in one.target]
    assert sum(b"groupNumber='B'" in target for target in reports) == 2  # now and before
    assert sum(b"groupNumber='A'" in target for target in reports) == 2 + 7 + 56
    assert "In Able and Baker, of 2 selected groups." in written(app)
    assert "Ann (100) has 49 calls" in written(app)


def test_a_group_without_a_report_is_not_one_without_the_extension(pbx: FaultServer) -> None:
    async def report(exchange) -> None:
        fails = b"groupNumber='B'" in exchange.request.target
        broken = faults.odata_error("Unknown column")
        await (broken if fails else faults.listing([ANN]))(exchange)

    pbx.script(REPORT, report)
    names = (("A", "Able"), ("B", "Baker"), ("C", "Cook"))
    listed = [{"Number": key, "Name": name, "Id": n} for n, (key, name) in enumerate(names)]
    pbx.script(GROUPS, faults.listing(listed))
    app = page_of("group=A&extension=100&range=yesterday")
    app.session_state["other_groups"] = True
    app.run()
    assert "Also in Cook. Not known of Baker: no report could be loaded." in written(app)


@pytest.mark.usefixtures("_able")
def test_an_extension_that_is_not_there_is_said_not_to_be() -> None:
    app = page_of(f"group=A&extension=999&{WEEK}")
    assert "There is no extension 999 in Able in this range." in said(app)
    assert not cards(app)


def test_a_missing_day_means_no_comparison_in_the_sentence_and_the_picture(
    pbx: FaultServer,
) -> None:
    async def report(exchange) -> None:
        fails = b"periodFrom=2026-11-15T23" in exchange.request.target
        single = b"periodTo=2026-11-16T23" in exchange.request.target
        broken = faults.odata_error("Unknown column")
        await (broken if fails and single else faults.listing([ANN]))(exchange)

    pbx.script(REPORT, report)
    app = page_of(f"group=A&extension=100&{WEEK}")
    assert "1 of 7 days is missing or incomplete: no comparison" in written(app)
    assert "1 of 7 days could not be loaded" in said(app)
    words = [sent["words"] for sent in sent_charts(app).values()]
    assert words
    assert all("1 of them without data" in text for text in words)
    assert all("may be incomplete" in text for text in words)


@pytest.mark.usefixtures("_able")
def test_unreadable_values_mark_cards_sentence_and_picture_and_names_are_text() -> None:
    app = page_of(f"group=A&extension=101&{WEEK}")
    assert cards(app)["Inbound answered"] == "?"
    assert "7 of 7 days are missing or incomplete" in written(app)
    assert "<b>Ben" not in written(app)


@pytest.mark.usefixtures("_able")
def test_a_link_of_another_page_says_what_does_not_apply() -> None:
    app = page_of(f"group=A&extension=100&{WEEK}&hours=mon-fri_08:00-17:00&tz=Asia/Tokyo")
    assert "applies to Trends and Time of day only" in said(app)
    assert "The choice of extension" not in said(app)


@pytest.mark.usefixtures("_able")
def test_the_export_offers_the_days() -> None:
    app = page_of(f"group=A&extension=100&{WEEK}")
    name, write = files(app, "export")["JSON"]
    assert name.startswith("extension_100_A_2026-11-11_2026-11-17")
    content = json.loads(write())
    assert [row["verdict"] for row in content["rows"]] == ["normal"] * 7
    assert content["about"]["normal_load"].startswith("Normal load: Ann (100) has 49 calls")
