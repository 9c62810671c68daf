"""The page of groups: every number follows from the calls, and what is missing is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from server.current_context import using
from telephony.context import Context
from telephony.formatting import numbers
from telephony.metrics import group_totals
from tests.server.export_client import GROUPS, REPORT
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.generated_office import (
    DAY,
    TODAY,
    GeneratedOffice,
    office_fixtures,
)
from tests.support.pages import (
    address,
    arrived,
    charts,
    dashboard_over,
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
served_office, office = office_fixtures(6, ["America/New_York"])


def page_of(link: str):
    app = arrived(draw("groups", link))
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def week(served_office: tuple[GeneratedOffice, Context]) -> AppTest:
    """The page of all groups, to be read alone."""
    with using(served_office[1]):
        return page_of(WEEK)


def table_of(app) -> dict[str, dict[str, str]]:
    """The first line of each cell, by group and by the head of its column."""
    page = written(app)
    head, body = re.search(r"<thead>(.*?)</thead><tbody>(.*?)</tbody>", page, re.DOTALL).groups()
    titles = [unescape(text) for text in re.findall(r"<th[^>]*>(.*?)</th>", head)]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        plain = [unescape(re.sub(r"<div.*|<i.*|<[^>]*>", "", cell)) for cell in cells]
        rows[plain[0]] = dict(zip(titles, plain, strict=False))
    return rows


def test_each_group_leads_to_its_overview_and_to_its_hours(
    office: GeneratedOffice, week: AppTest
) -> None:
    page = written(week)
    for group in office.members:
        links = re.findall(rf'href="([^?"]*)\?group={group}&[^"]*"[^>]*>([^<]*)<', page)
        assert links == [("./", group), ("hours", "Time of day")]


# There, an hour of the clocks begins within one of UTC.
@pytest.mark.parametrize("served_office", ["Asia/Kathmandu"], indirect=True)
def test_the_hours_of_each_group_are_those_of_its_single_calls(office: GeneratedOffice) -> None:
    first = LAST - DAY
    app = page_of(f"from={first}&to={LAST}")
    app.session_state["groups_hours"] = True
    app.run()
    table = app.dataframe[-1].value.set_index("Hour")
    calls = {group: Counter() for group in office.members}
    for call in office.calls:
        if first <= call.start.date() <= LAST:
            for group, people in office.members.items():
                if call.extension in people:
                    calls[group][call.start.hour, call.answered] += 1
    for group, counted in calls.items():
        for hour in {hour for hour, _ in counted}:
            unanswered = counted[hour, False]
            every = unanswered + counted[hour, True]
            cell = table[group][f"{hour:02d}:00–{hour + 1:02d}:00"]
            assert cell == " of ".join(numbers.decimal(n / 2, 1) for n in (unanswered, every))
    assert "Most calls stay unanswered" in written(app)


def test_every_number_of_the_table_follows_from_the_calls(
    office: GeneratedOffice, week: AppTest
) -> None:
    rows = table_of(week)
    for group, people in office.members.items():
        figures, row = office.of_group(group, FIRST, LAST), rows[group]
        assert row["Extensions"] == str(len(people))
        assert row["Calls"] == numbers.count(figures.calls)
        assert row["Inbound answered"] == numbers.count(figures.inbound_answered)
        assert row["Inbound unanswered"] == numbers.count(figures.inbound_unanswered)
        assert row["Inbound talk time"] == numbers.talk_words(figures.inbound_talk_us)
        assert row["Outbound answered"] == numbers.count(figures.outbound_answered)
        assert row["Outbound talk time"] == numbers.talk_words(figures.outbound_talk_us)
        share = figures.inbound_answered / figures.inbound if figures.inbound else None
        assert row["Pick-up rate"] == ("–" if share is None else numbers.percent(share))


def test_the_days_of_each_group_are_its_own(office: GeneratedOffice) -> None:
    app = page_of(f"{WEEK}&sort=display_name")
    bars = [trace for trace in charts(app)["groups_days"] if trace["name"] == "Calls"]
    days = [FIRST + n * DAY for n in range(7)]
    listed = sorted(office.members)  # the demo lists no other group with calls
    names = [name for name in table_of(app) if name in office.members]
    assert names == listed
    drawn = dict(zip(table_of(app), bars, strict=True))
    for group in listed:
        expected = [office.of_group(group, day, day).calls for day in days]
        assert drawn[group]["y"] == expected


def test_the_sentence_names_the_group_with_most_calls_and_its_change(
    office: GeneratedOffice, week: AppTest
) -> None:
    calls = {group: office.of_group(group, FIRST, LAST).calls for group in office.members}
    most = max(calls, key=calls.__getitem__)
    assert f"{most} has the most calls: {numbers.count_of(calls[most], 'call')}" in written(week)


def test_groups_are_sorted_as_the_link_says_and_a_choice_is_in_the_link(
    office: GeneratedOffice,
) -> None:
    app = page_of(f"{WEEK}&sort=inbound_unanswered")
    order = [name for name in table_of(app) if name in office.members]
    counts = [office.of_group(group, FIRST, LAST).inbound_unanswered for group in order]
    assert counts == sorted(counts)
    app.selectbox(key="groups_sort").set_value(("change", True)).run()
    assert address(app)["sort"] == ["-change"]


def test_an_extension_in_two_groups_is_said_to_count_in_both(week: AppTest) -> None:
    assert "in more than one of these groups and counted in each" in said(week)


def test_two_chosen_groups_are_shown_alone_and_one_means_all(office: GeneratedOffice) -> None:
    assert set(table_of(page_of(f"group=Sales&group=Alone&{WEEK}"))) == {"Sales", "Alone"}
    app = page_of(f"group=Sales&{WEEK}")
    assert set(office.members) <= set(table_of(app))
    assert "To compare some of them, choose two or more." in said(app)


def test_a_group_leads_to_the_overview_with_all_filters(office: GeneratedOffice) -> None:
    link = 'href="./?group=Sales&amp;range=yesterday&amp;area=external"'
    assert link in written(page_of("range=yesterday&area=external"))


def test_the_file_has_the_groups_of_the_page(office: GeneratedOffice) -> None:
    app = page_of(f"group=Sales&group=Alone&{WEEK}")
    name, write = files(app, "export")["CSV"]
    assert name.startswith("groups_Sales-and-1-more_")
    assert write().count(b"\n") == 3


NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
ANN = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}


def listed(count: int):
    return faults.listing(
        [{"Number": f"G{n}", "Name": f"Group <{n}>", "Id": n} for n in range(count)]
    )


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer(date=lambda: NOON) as served, dashboard_over(served, SetClock(NOON)):
        served.script(GROUPS, listed(3))
        served.script(REPORT, faults.listing([ANN]))
        yield served


def test_where_nothing_changed_no_group_is_summed_again(
    office: GeneratedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page_of(WEEK)
    summed: list[str] = []
    made = group_totals.group_totals

    def counted(answers, query, view):
        summed.append(answers.number)
        return made(answers, query, view)

    monkeypatch.setattr(group_totals, "group_totals", counted)
    assert not app.run().exception
    assert not summed
    press(app, "Refresh")
    assert sorted(summed) == sorted(office.members)


def test_twenty_groups_are_loaded_at_once_and_the_cost_of_more_is_said_before(
    pbx: FaultServer,
) -> None:
    pbx.script(GROUPS, listed(21))
    twenty = "&".join(f"group=G{n}" for n in range(20))
    assert len(table_of(page_of(f"{twenty}&range=yesterday"))) == 20
    requests = pbx.requests_to(REPORT)
    assert 40 <= requests <= 60
    app = page_of("range=yesterday")
    # two reports of each, and the one day that is not stored
    assert "21 groups take at most 43 requests to the PBX" in said(app)
    assert pbx.requests_to(REPORT) == requests
    press(app, "Load 21 groups (43 requests)")
    arrived(app)
    assert len(table_of(app)) == 21
    assert requests + 2 <= pbx.requests_to(REPORT) <= requests + 3


def test_a_group_that_fails_is_named_and_the_sentence_compares_nothing(pbx: FaultServer) -> None:
    async def report(exchange) -> None:
        fails = b"groupNumber='G1'" in exchange.request.target
        broken = faults.odata_error("Unknown column")
        await (broken if fails else faults.listing([ANN]))(exchange)

    pbx.script(REPORT, report)
    app = page_of("range=yesterday")
    assert "Group <1> is missing below." in said(app).replace("\\", "").replace("**", "")
    assert "Of 3 groups, 1 has no data: they are not compared in a sentence." in written(app)
    assert "no data" in written(app)
    words = charts(app)["groups_days"]
    assert any("/" in trace["marker"].get("pattern", {}).get("shape", []) for trace in words)


def test_a_group_with_nobody_in_it_has_no_calls_and_lacks_no_data(pbx: FaultServer) -> None:
    async def report(exchange) -> None:
        empty = b"groupNumber='G1'" in exchange.request.target
        await faults.listing([] if empty else [ANN])(exchange)

    pbx.script(REPORT, report)
    app = page_of("range=yesterday")
    assert "no data" not in written(app)
    chart = sent_charts(app)["groups_days"]
    above = [note["text"] for note in chart["figure"]["layout"]["annotations"]]
    assert above[-1] == "<b>Group &lt;1&gt;</b> no calls"
    assert chart["words"].endswith("Group <1>: no calls.")


def test_an_unreadable_value_marks_its_group_and_the_sentence(pbx: FaultServer) -> None:
    odd = {"Dn": "101", "DisplayName": "Ben", "InboundAnsweredCount": "many"}

    async def report(exchange) -> None:
        rows = [ANN, odd] if b"groupNumber='G1'" in exchange.request.target else [ANN]
        await faults.listing(rows)(exchange)

    pbx.script(REPORT, report)
    app = page_of("range=yesterday")
    assert "Of 3 groups, 1 is incomplete: they are not compared in a sentence." in written(app)
    assert "is incomplete." in said(app)
    assert "? (incomplete)" in written(app)


def test_names_are_text(pbx: FaultServer) -> None:
    assert "Group &lt;1&gt;" in written(page_of("range=yesterday"))


def test_nobody_there_says_why(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.odata_error("Unknown column"))
    app = page_of("range=yesterday")
    assert not written(app).count("<table>")
    assert app.error
