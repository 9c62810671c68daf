"""The files of one extension and of the groups have what follows from the calls themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlencode

import pytest

from server.current_context import using
from telephony.context import Context
from telephony.export.formats import SUFFIXES
from telephony.metrics.normal_band import FEWEST_DAYS, normal_band
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.files import FORMATS, rows_in
from tests.support.generated_office import (
    DAY,
    TODAY,
    ZONES,
    GeneratedOffice,
    in_one_zone,
    office_fixtures,
)
from tests.support.pages import context_over, dashboard_over

COUNTS = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")
EXTENSION_FIRST = [
    "date",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "calls_low",
    "calls_high",
    "verdict",
]
GROUPS_FIRST = [
    "group",
    "name",
    "extensions",
    "inbound_answered",
    "inbound_unanswered",
    "pick_up_share",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "calls_before",
    "calls_change_share",
]


# One changes its clocks in the range, one is odd minutes off; the tests of pages are west of UTC.
served_office, office = office_fixtures(0, ZONES[::2])


def rows_of(name: str, **asked: object) -> list[dict[str, str]]:
    answer = get_route(f"/export/{name}.csv?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def written(figures) -> dict[str, str]:
    """Counts and seconds as a file has them."""
    talks = {
        f"{side}_talk_seconds": round(getattr(figures, f"{side}_talk_us") / 1e6, 3)
        for side in ("inbound", "outbound")
    }
    return {**{name: getattr(figures, name) for name in COUNTS}, **talks}


def numbers_of(row: dict[str, str]) -> dict[str, float]:
    talks = ("inbound_talk_seconds", "outbound_talk_seconds")
    return {
        **{name: int(row[name]) for name in COUNTS},
        **{name: round(float(row[name]), 3) for name in talks},
    }


def test_every_number_of_an_extension_s_days_follows_from_its_calls(
    office: GeneratedOffice,
) -> None:
    # each group takes sixty requests: one is enough to see the days of another zone, and everybody
    # of the third is in the second as well
    every = office.zone == ZONES[0]
    check_days(office, ["Sales", "Service"] if every else ["Sales"])
    assert set(office.members["Sales"] + office.members["Service"]) >= set(office.members["Alone"])


@in_one_zone
def test_the_days_of_a_call_area_have_its_calls_alone(office: GeneratedOffice) -> None:
    check_days(office, ["Service"], "external")


def check_days(office: GeneratedOffice, asked_of: list[str], area: str | None = None) -> None:
    """Of every extension of these groups, each day of a range and what it is compared with."""
    random = Random(office.zone)  # noqa: S311  the same range on every machine
    last = TODAY - random.randint(1, 3) * DAY
    first = last - random.randint(4, 12) * DAY
    groups = {number: group for group in asked_of for number in office.members[group]}
    narrowed = {"area": area} if area else {}
    for number, group in groups.items():
        asked = {"group": group, "extension": number, "from": first, "to": last} | narrowed
        rows = rows_of("extension", **asked)
        assert list(rows[0])[: len(EXTENSION_FIRST)] == EXTENSION_FIRST
        days = [first + n * DAY for n in range((last - first).days + 1)]
        assert [row["date"] for row in rows] == [day.isoformat() for day in days]

        def calls(day, number=number):
            return office.counted(number, day, day, area).calls

        before = [first - n * DAY for n in range(56, 0, -1)]
        silent = next((n for n, day in enumerate(before) if calls(day)), 56)
        known = before[silent:] if silent >= 15 else before
        for day, row in zip(days, rows, strict=True):
            assert numbers_of(row) == written(office.counted(number, day, day, area))
            same = [calls(one) for one in known if one.weekday() == day.weekday()]
            band = normal_band(same)
            assert int(row["reference_days"]) == len(same)
            if len(same) < FEWEST_DAYS:
                assert (row["calls_low"], row["calls_high"], row["verdict"]) == ("", "", "")
                continue
            assert (int(row["calls_low"]), int(row["calls_high"])) == (band.low, band.high)
            assert row["verdict"] == band.verdict(calls(day))


def test_every_number_of_the_groups_follows_from_their_calls(office: GeneratedOffice) -> None:
    last = TODAY - DAY
    first = last - 8 * DAY
    before = (first - 9 * DAY, first - DAY)
    rows = rows_of("groups", **{"from": first, "to": last})
    assert list(rows[0])[: len(GROUPS_FIRST)] == GROUPS_FIRST
    by_name = {row["name"]: row for row in rows}
    assert set(office.members) <= set(by_name)
    for group, people in office.members.items():
        row, figures = by_name[group], office.of_group(group, first, last)
        assert numbers_of(row) == written(figures)
        assert int(row["extensions"]) == len(people)
        earlier = office.of_group(group, *before).calls
        assert int(row["calls_before"]) == earlier
        inbound = figures.inbound
        rate = f"{figures.inbound_answered / inbound:.6f}" if inbound else ""
        assert row["pick_up_share"] == rate
        change = f"{figures.calls / earlier - 1:.6f}" if earlier else ""
        assert row["calls_change_share"] == change
    calls = [int(row["calls"]) for row in rows]
    assert calls == sorted(calls, reverse=True)


@in_one_zone
def test_an_extension_in_two_groups_is_counted_in_both_and_the_file_says_so(
    office: GeneratedOffice,
) -> None:
    answer = get_route("/export/groups.json?range=last_7_days")
    assert any(
        "in more than one of these groups" in note for note in answer.json()["about"]["notes"]
    )
    assert "in more than one of these groups" in answer.headers["warning"]
    chosen = get_route("/export/groups.json?group=Alone&range=last_7_days")
    assert "warning" not in chosen.headers


@in_one_zone
def test_a_file_of_one_extension_says_how_its_load_compares(office: GeneratedOffice) -> None:
    number = office.members["Sales"][0]
    query = f"group=Sales&extension={number}&range=last_7_days"
    about = get_route(f"/export/extension.json?{query}").json()["about"]
    assert f"Person {number} ({number})" in about["normal_load"]
    assert about["link"].endswith(f"&extension={number}")
    assert "/extension?" in about["link"]


@in_one_zone
def test_what_is_not_over_has_no_verdict(office: GeneratedOffice) -> None:
    number = office.members["Sales"][0]
    [row] = rows_of("extension", group="Sales", extension=number, range="today")
    assert (row["state"], row["verdict"]) == ("not_over", "")


@in_one_zone
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("group=Sales", "extension: is missing"),
        ("extension=100", "group: is missing"),
        ("group=Sales&extension=100&$top=3", "top"),
    ],
)
def test_what_is_missing_is_named(query: str, said: str, office: GeneratedOffice) -> None:
    answer = get_route(f"/export/extension.csv?{query}")
    assert answer.status_code == 400
    assert said in answer.text


@in_one_zone
def test_nobody_s_zeros_are_said_to_be_nobody_s(office: GeneratedOffice) -> None:
    answer = get_route("/export/extension.csv?group=Sales&extension=999&range=yesterday")
    assert "There is no extension 999 here in this range." in answer.headers["warning"]


@in_one_zone
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("name", "more"), [("extension", "&group=Sales&extension=100"), ("groups", "")]
)
def test_every_format_has_the_rows_of_the_csv(
    name: str, more: str, suffix: str, office: GeneratedOffice
) -> None:
    query = f"range=last_7_days{more}"
    heads = {"Date": "date", "Calls": "calls", "State": "state", "Name": "name"}
    answer = get_route(f"/export/{name}.{suffix}?{query}")
    plain = get_route(f"/export/{name}.csv?{query}")
    assert answer.headers["content-type"] == FORMATS[suffix][0]
    first = "date" if name == "extension" else "name"
    found, expected = (
        [(row[first], int(row["calls"]), row["state"]) for row in rows_in(content, ending, heads)]
        for content, ending in ((answer.content, suffix), (plain.content, "csv"))
    )
    assert found == expected != []


NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
ANN = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}
LISTED = [{"Number": "A", "Name": "Able", "Id": 1}, {"Number": "B", "Name": "Baker", "Id": 2}]


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer(date=lambda: NOON) as served, dashboard_over(served, SetClock(NOON)):
        served.script(GROUPS, faults.listing(LISTED))
        yield served


def without(pbx: FaultServer, *parts: bytes, fault=None) -> None:
    """The report of Ann, except where the address has one of these parts."""
    broken = fault or faults.odata_error("Unknown column")

    async def report(exchange) -> None:
        fails = any(part in exchange.request.target for part in parts)
        await (broken if fails else faults.listing([ANN]))(exchange)

    pbx.script(REPORT, report)


def test_a_group_that_fails_is_a_row_without_figures_and_the_others_are_kept(
    pbx: FaultServer,
) -> None:
    without(pbx, b"groupNumber='B'")
    answer = get_route("/export/groups.csv?range=yesterday")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [(row["name"], row["calls"], row["state"]) for row in rows] == [
        ("Able", "7", "whole"),
        ("Baker", "", "no_figures"),
    ]
    assert [(row["calls_before"], row["calls_change_share"]) for row in rows] == [
        ("7", "0.000000"),
        ("", ""),
    ]
    assert {row["complete"] for row in rows} == {"no"}
    assert "Some groups have no data" in answer.headers["warning"]


def test_an_unreadable_value_leaves_no_change_and_marks_the_row(pbx: FaultServer) -> None:
    odd = faults.listing([ANN, {"Dn": "101", "DisplayName": "Ben", "InboundAnsweredCount": "x"}])
    without(pbx, b"groupNumber='B'", fault=odd)
    rows = rows_of("groups", range="yesterday")
    assert [(row["state"], row["calls_change_share"]) for row in rows] == [
        ("whole", "0.000000"),
        ("incomplete", ""),
    ]


@pytest.mark.parametrize(
    ("compare", "period"),
    [
        ("", "16 Nov 2026"),
        ("&compare=last_year", "17 Nov 2025"),
        ("&compare=2026-10-01_2026-10-03", "1–3 Oct 2026"),
        ("&compare=none", ""),
    ],
)
def test_groups_are_compared_with_what_the_link_says(
    pbx: FaultServer, compare: str, period: str
) -> None:
    without(pbx, b"nothing")
    answer = get_route(f"/export/groups.json?range=yesterday{compare}").json()
    assert answer["about"]["compared_with"].endswith(period)
    assert [row["calls_before"] is None for row in answer["rows"]] == [not period] * 2


def test_no_such_group_is_404_and_no_group_at_all_is_named(pbx: FaultServer) -> None:
    without(pbx, b"nothing")
    assert get_route("/export/groups.csv?group=C&group=A&range=yesterday").status_code == 404


def test_where_the_groups_are_not_listed_the_status_says_why(pbx: FaultServer) -> None:
    without(pbx, b"nothing")
    pbx.script(GROUPS, faults.status(403))
    refused = get_route("/export/groups.csv?range=yesterday")
    assert (refused.status_code, "group: is missing" in refused.text) == (400, True)
    assert get_route("/export/groups.csv?group=A&range=yesterday").status_code == 200


def test_groups_that_cannot_be_loaded_are_no_fault_of_the_parameters(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.html())
    assert get_route("/export/groups.csv?range=yesterday").status_code == 502


@pytest.fixture(scope="module")
def held_days() -> Iterator[Context]:
    """Without a day of the week before, and one of those that it is compared with."""
    with (
        FaultServer(date=lambda: NOON) as served,
        context_over(served, SetClock(NOON)) as context,
    ):
        served.script(GROUPS, faults.listing(LISTED))
        without(served, b"periodFrom=2026-11-15T23", b"periodFrom=2026-09-21")
        yield context


@pytest.fixture
def lacks_days(held_days: Context) -> Iterator[None]:
    with using(held_days):
        yield


@pytest.mark.usefixtures("lacks_days")
def test_a_missing_day_has_no_verdict_and_the_sentence_says_that_nothing_is_compared() -> None:
    query = "group=A&extension=100&range=last_7_days"
    rows = rows_of("extension", group="A", extension="100", range="last_7_days")
    assert [row["verdict"] for row in rows] == ["normal"] * 5 + ["", "normal"]
    answer = get_route(f"/export/extension.json?{query}")
    about = answer.json()["about"]
    assert about["normal_load"].startswith("1 of 7 days is missing or incomplete: no comparison")
    assert "verdict" not in about
    assert about["complete"] == "no"


@pytest.mark.usefixtures("lacks_days")
def test_missing_days_to_compare_with_are_said() -> None:
    days = "from=2026-11-11&to=2026-11-15"
    answer = get_route(f"/export/extension.json?group=A&extension=100&{days}")
    about = answer.json()["about"]
    assert any("before that it is compared with" in note for note in about["notes"])
    assert answer.headers["warning"].endswith('"Some days to compare with lack values."')
    assert about["complete"] == "no"


def test_a_range_that_has_not_begun_takes_no_report(pbx: FaultServer) -> None:
    without(pbx, b"nothing")
    for name in ("extension.csv?group=A&extension=100", "groups.csv?group=A"):
        answer = get_route(f"/export/{name}&from=2026-11-19&to=2026-11-25")
        assert "This range has not begun." in answer.headers["warning"]
    assert pbx.requests_to(REPORT) == 0
