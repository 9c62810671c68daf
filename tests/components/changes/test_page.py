"""What changed, on the page: as the single calls of the demo say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from html import unescape

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from telephony.formatting.numbers import clock, percent, talk_words
from tests.server.export_client import GROUPS, REPORT
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.counted_changes import (
    NOBODY,
    SIDES,
    People,
    before,
    counted,
    expected_points,
)
from tests.support.counted_legs import (
    NOON,
    Range,
    count,
    groups_of,
    pbx_in_each_zone,
    ranges,
)
from tests.support.fault_server import Exchange, FaultServer
from tests.support.files import csv_rows
from tests.support.pages import (
    address,
    charts,
    choose,
    dashboard_over,
    draw_view,
    files,
    said,
    written,
)

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))


# The page does not branch on the zone; there, a day of UTC has other calls.
pbx = pbx_in_each_zone(["America/New_York"])


def page(**parameters: object) -> AppTest:
    app = draw_view("changes", **parameters)
    assert not app.exception
    return app


def sentences(app: AppTest) -> list[str]:
    """The sentences on top, as they are read."""
    found = re.findall(r'(?:<p class="text finding">|<li>)(.*?)(?:</p>|</li>)', written(app))
    return [unescape(re.sub(r"<[^>]*>", "", one)).replace("\u00a0", " ") for one in found]


def rows_of(app: AppTest) -> pd.DataFrame:
    """All tables of extensions below each other, by extension."""
    tables = [table.value for table in app.dataframe]
    return pd.concat([pd.DataFrame(columns=["Extension"]), *tables]).set_index("Extension")


def seconds(cell: str) -> int:
    sign = -1 if cell.startswith("−") else 1
    hours, minutes, rest = map(int, cell.lstrip("+−").split(":"))
    return sign * (3600 * hours + 60 * minutes + rest)


@settings(max_examples=6, derandomize=True)
@given(st.data(), ranges(), st.sampled_from(["both", "inbound", "outbound"]))
def test_every_number_follows_from_the_single_calls(pbx, data, days, direction) -> None:
    groups = data.draw(groups_of(pbx))
    app = page(group=groups, direction=direction, **days.parameters)
    was, became = counted(pbx, groups, before(days)), counted(pbx, groups, days)
    sides = SIDES if direction == "both" else (direction,)
    rows = rows_of(app)
    assert set(rows.index) == became["inbound"].keys()
    total = {"calls": [0, 0], "talk": [0, 0]}
    for number in rows.index:
        row = rows.loc[number]
        for place, (label, people) in enumerate((("before", was), ("now", became))):
            mine = [people[side].get(number, NOBODY) for side in sides]
            calls, talk = sum(one.calls for one in mine), sum(one.talk_us for one in mine)
            assert row[f"Calls {label}"] == f"{calls:,}"
            assert row[f"Talk time {label}"] == clock(talk)
            total["calls"][place] += calls
            total["talk"][place] += talk
            if direction != "outbound":
                taken = people["inbound"].get(number, NOBODY)
                offered, answered = taken.offered["inbound"], taken.answered["inbound"]
                rate = percent(Fraction(answered, offered)) if offered else "–"
                assert row[f"Pick-up rate {label}"] == rate
        if direction != "outbound" and row["How each did"] != "–":
            known = {one: was["inbound"].get(one, NOBODY) for one in became["inbound"]}
            points = expected_points(known, became["inbound"], number)
            shown = (row["Who took the calls"], row["How each did"])
            assert tuple(
                float(one.replace("−", "-").removesuffix(" points")) for one in shown
            ) == pytest.approx(points, abs=0.0501)
        change = seconds(row["Change"])
        parts = seconds(row["From more calls"]) + seconds(row["From longer calls"])
        assert abs(change - parts) <= 1  # each is rounded on its own
    first = sentences(app)[0]
    noun = "call" if direction == "both" else f"{direction} call"
    then, now = total["calls"]
    plural = noun if now == 1 else f"{noun}s"
    assert f" had {now:,} {plural}" in first if now else f" had no {noun}s" in first
    if then and now and then != now:
        assert f"({then:,})" in first
        assert ("more" if now > then else "fewer") in first
    check_talk(app, *total["talk"], direction)
    if direction != "outbound":
        check_rate(app, was, became)


def check_talk(app: AppTest, then: int, now: int, direction: str) -> None:
    """The sentence and the first and the last bar."""
    label = "Talk time" if direction == "both" else f"{direction.capitalize()} talk time"
    told = [one for one in sentences(app) if one.startswith(f"{label} was ")]
    if not then and not now:
        assert not told
        return
    assert told[0].startswith(f"{label} was {talk_words(now) if now else '0'},")
    assert f"({talk_words(then) if then else 'none'})" in told[0]
    [bars] = charts(app)["change_talk"]
    assert (bars["text"][0], bars["text"][-1]) == (talk_words(then), talk_words(now))


def check_rate(app: AppTest, was: People, became: People) -> None:
    """The sentence and the first and the last bar."""
    words = []
    for people in (was, became):
        taken = [one for number, one in people["inbound"].items() if number in became["inbound"]]
        offered = sum(one.offered["inbound"] for one in taken)
        answered = sum(one.answered["inbound"] for one in taken)
        words.append(percent(Fraction(answered, offered)) if offered else "")
    told = [one for one in sentences(app) if one.startswith("Pick-up rate: ")]
    assert bool(told) == any(words)
    if all(words):
        assert told[0].startswith(f"Pick-up rate: {words[1]} of ")
        assert f" before ({words[0]} of " in told[0]
        [bars] = charts(app)["change_rate"]
        assert [bars["text"][0], bars["text"][-1]] == words


def test_each_number_of_the_sentences_is_a_link_to_its_extensions(pbx) -> None:
    group = pbx.groups[0].number
    # a Friday against a Saturday, on which some have no calls
    friday = {"from": "2026-11-06", "to": "2026-11-06"}
    app = page(group=group, compare="2026-11-07_2026-11-07", **friday)
    links = set(re.findall(r'href="#(\w+)"', written(app)))
    headings = {one.proto.anchor for one in (*app.header, *app.subheader)}
    assert {"all"} < links <= headings


def test_other_comparisons_are_chosen_and_stand_in_the_link(pbx) -> None:
    group = pbx.groups[0].number
    app = page(group=group, **WEEK.parameters)
    assert "2–8 Nov 2026" in sentences(app)[0]
    choose(app, "selectbox", "compare", "last_year")
    assert address(app)["compare"] == ["last_year"]
    assert "9–15 Nov 2025" in sentences(app)[0]
    choose(app, "selectbox", "compare", "preceding")
    assert "compare" not in address(app)
    assert "none" not in app.selectbox(key="compare").options


def test_another_group_is_chosen_in_place_of_a_period_and_cleared_again(pbx) -> None:
    here, there = pbx.groups[0], pbx.groups[1]
    app = page(group=here.number, **WEEK.parameters)
    choose(app, "selectbox", "against", there.number)
    assert address(app)["against"] == [there.number]
    assert f" than {there.name} (" in sentences(app)[0]
    assert f"Only in {here.name}" in " ".join(one.value for one in app.subheader)
    assert "compare" not in {one.key for one in app.selectbox}
    app.button(key="chip_against").click().run()
    assert "against" not in address(app)
    assert "2–8 Nov 2026" in sentences(app)[0]


def test_between_two_groups_each_extension_has_its_part_of_the_difference(pbx) -> None:
    here, there = (one.number for one in pbx.groups[:2])
    app = page(group=here, against=there, **WEEK.parameters)
    rates = []
    for group in (there, here):
        people = count(pbx, [group], WEEK).values()
        offered = sum(one.offered["inbound"] for one in people)
        rates.append(100 * sum(one.answered["inbound"] for one in people) / offered)
    table = rows_of(app)
    assert "How each did" not in table.columns
    points = [
        cell.replace("−", "-").removesuffix(" points")
        for cell in table["Who took the calls"]
        if cell != "–"
    ]
    # each is rounded to a tenth
    assert sum(map(float, points)) == pytest.approx(rates[1] - rates[0], abs=0.05 * len(points))
    [bars] = charts(app)["change_rate"]
    assert len(bars["text"]) == 3
    assert "all of it from who took the calls" in sentences(app)[-1]


def test_a_link_that_compares_with_nothing_is_told_what_is_shown(pbx) -> None:
    app = page(group=pbx.groups[0].number, compare="none", **WEEK.parameters)
    assert "The link compares with nothing" in said(app)
    assert "2–8 Nov 2026" in sentences(app)[0]


def test_the_file_of_the_page_is_that_of_the_address(pbx) -> None:
    app = page(group=pbx.groups[0].number, **WEEK.parameters)
    name, write = files(app, "export")["CSV"]
    assert name.startswith("changes_GRP0000_2026-11-09_2026-11-15_as-of_")
    rows = csv_rows(write())
    assert [row["extension"] for row in rows] == list(rows_of(app).index)


def test_a_day_that_has_not_begun_is_compared_with_nothing(pbx) -> None:
    app = page(group="GRP0000", compare="2027-01-01_2027-01-02", **WEEK.parameters)
    assert "The range compared with has not begun." in said(app)
    assert sentences(app) == []


@pytest.fixture
def fault_pbx() -> Iterator[FaultServer]:
    with FaultServer() as server, dashboard_over(server, SetClock(NOON)):
        groups = [
            {"Number": "G", "Name": "Sales", "Id": 28},
            {"Number": "H", "Name": "Two", "Id": 29},
        ]
        server.script(GROUPS, faults.listing(groups))
        yield server


def test_an_unreadable_value_marks_sentence_picture_and_row(fault_pbx) -> None:
    async def report(exchange: Exchange) -> None:
        earlier = b"periodFrom=2026-11-01" in exchange.request.target
        talk = "a while" if earlier else "PT1M"
        row = {"Dn": "1", "InboundAnsweredCount": 20, "InboundAnsweredTalkingDur": talk}
        other = {"Dn": "2", "InboundAnsweredCount": 4, "InboundAnsweredTalkingDur": "PT2M"}
        await faults.listing([row, other])(exchange)

    fault_pbx.script(REPORT, report)
    app = page(group="G", **WEEK.parameters)
    marked = "1 extension has unreadable values."
    assert any(marked in one for one in sentences(app))
    row = rows_of(app).loc["1"]
    assert (row["Talk time before"], row["Change"], row["From more calls"]) == ("?", "?", "?")
    assert row["Calls before"] == "20"
    assert "The numbers may be incomplete." in said(app)


def test_names_of_groups_and_extensions_are_shown_as_they_are(fault_pbx) -> None:
    name = "<img src=x onerror=alert(1)> [a](http://b.invalid) $x$"
    groups = [{"Number": "G", "Name": name, "Id": 28}, {"Number": "H", "Name": name, "Id": 29}]
    fault_pbx.script(GROUPS, faults.listing(groups))
    row = {"Dn": "1", "DisplayName": name, "InboundAnsweredCount": 20}
    fault_pbx.script(REPORT, faults.listing([row]))
    app = page(group="G", against="H", **WEEK.parameters)
    assert "<img" not in written(app)
    assert name in sentences(app)[0]
    assert all("](http" not in one.value for one in app.subheader)
    assert {"Calls other group", "Calls this group"} <= set(rows_of(app).columns)


def test_a_group_that_is_not_there_is_told(fault_pbx) -> None:
    fault_pbx.script(REPORT, faults.listing([{"Dn": "1", "InboundAnsweredCount": 20}]))
    app = page(group="G", against="NOBODY", **WEEK.parameters)
    assert "NOBODY" in " ".join(one.value for one in app.error)
    assert sentences(app) == []


def test_a_missing_group_leaves_nothing_to_compare(fault_pbx) -> None:
    async def report(exchange: Exchange) -> None:
        lost = b"groupNumber='H',periodFrom=2026-11-01" in exchange.request.target
        rows = [{"Dn": "1", "InboundAnsweredCount": 20}]
        await (faults.status(500) if lost else faults.listing(rows))(exchange)

    fault_pbx.script(REPORT, report)
    app = page(group=["G", "H"], **WEEK.parameters)
    assert sentences(app) == ["No comparison: Group Two of 2–8 Nov 2026 is missing."]
