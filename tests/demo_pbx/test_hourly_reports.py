"""The hourly reports count the same legs as everybody else, hour by hour."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import WEEK, Client, logged_in, moment

ACTIVITY, DISTRIBUTION = "UserActivity", "CallDistribution"
BERLIN = ZoneInfo("Europe/Berlin")


def hours_path(
    report: str,
    group: str = "GRP0000",
    start: datetime = WEEK[0],
    end: datetime = WEEK[1],
    **changed: object,
) -> str:
    given = {
        "zone": "Europe/Berlin",
        "extensions": "",
        "wait": "0:00:00",
        "queues": "true",
        "area": 0,
        "grouping": 0,
        **changed,
    }
    number = quote(group.replace("'", "''"), safe="'")
    return (
        f"/xapi/v1/Report{report}/Pbx.Get{report}(clientTimeZone='{quote(given['zone'], safe='')}',"
        f"periodFrom={moment(start)},periodTo={moment(end)},groupNumber='{number}',"
        f"extensionDns='{quote(given['extensions'])}',waitInterval='{given['wait']}',"
        f"includeQueueCalls={given['queues']},callArea={given['area']},"
        f"groupingType={given['grouping']})"
    )


def rows(client: Client, *queries: object, **changed: object) -> list[dict]:
    response = client.get(hours_path(*queries, **changed))
    assert response.status_code == 200, response.text
    return response.json()["value"]


def by_hour(legs, mark, zone=BERLIN) -> dict:
    """Legs per local hour, counted one after the other: without and with the mark."""
    counted = Counter()
    for leg in legs:
        hour = leg.start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        counted[hour.isoformat(), mark(leg)] += 1
    return counted


MARKS = {
    ACTIVITY: (lambda leg: leg.answered, "UnansweredCount", "AnsweredCount"),
    DISTRIBUTION: (lambda leg: leg.direction == "outbound", "IncomingCount", "OutgoingCount"),
}


@pytest.mark.parametrize("report", MARKS)
@pytest.mark.parametrize("group", ["GRP0001", "O'Neil", "R&D 1/2", "GRP0005"])
def test_every_hour_of_a_group_is_counted(
    pbx: RunningPbx, client: Client, report: str, group: str
) -> None:
    mark, *names = MARKS[report]
    expected = by_hour(pbx.legs(group, *WEEK), mark)
    answered = rows(client, report, group)
    assert len(answered) == 7 * 24
    assert set(answered[0]) == {"DateTimeInterval", *names}
    found = Counter()
    for row in answered:
        found[row["DateTimeInterval"], False] = row[names[0]]
        found[row["DateTimeInterval"], True] = row[names[1]]
    assert +found == +expected


def test_both_reports_count_the_same_calls(client: Client) -> None:
    for answers, directions in zip(rows(client, ACTIVITY), rows(client, DISTRIBUTION), strict=True):
        assert (
            answers["AnsweredCount"] + answers["UnansweredCount"]
            == directions["IncomingCount"] + directions["OutgoingCount"]
        )


def test_internal_and_external_calls_make_all_calls(client: Client) -> None:
    every, internal, external = (
        [row["AnsweredCount"] for row in rows(client, ACTIVITY, area=area)] for area in (0, 1, 2)
    )
    assert every == [a + b for a, b in zip(internal, external, strict=True)]
    assert sum(internal) > 0


def test_without_group_and_extensions_everyone_is_included(pbx: RunningPbx, client: Client) -> None:
    everybody = rows(client, ACTIVITY, "")
    assert everybody == rows(client, ACTIVITY, "GRP0000")
    one, two = (member.number for member in pbx.members("GRP0001")[:2])
    apart = [rows(client, ACTIVITY, "", extensions=number) for number in (one, two)]
    together = rows(client, ACTIVITY, "", extensions=f"{one} {two}")
    assert [row["AnsweredCount"] for row in together] == [
        a["AnsweredCount"] + b["AnsweredCount"] for a, b in zip(*apart, strict=True)
    ]
    assert all(row["AnsweredCount"] == 0 for row in rows(client, ACTIVITY, "GRP9999"))


def test_a_day_with_a_doubled_hour_has_25_and_one_with_a_missing_hour_23(client: Client) -> None:
    def hours(day: int, month: int) -> list[str]:
        start = datetime(2026, month, day, tzinfo=BERLIN)
        end = datetime(2026, month, day + 1, tzinfo=BERLIN)
        return [row["DateTimeInterval"] for row in rows(client, ACTIVITY, "", start, end)]

    autumn, spring = hours(25, 10), hours(29, 3)
    assert (len(autumn), len(spring)) == (25, 23)
    assert autumn[2:4] == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]
    assert spring[1:3] == ["2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"]


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Asia/Kathmandu", "2026-11-09T04:00:00+05:45"),
        ("+08:00", "2026-11-09T07:00:00+08:00"),
        ("UTC", "2026-11-08T23:00:00+00:00"),
    ],
)
def test_hours_are_those_of_the_requested_zone(client: Client, zone: str, first: str) -> None:
    answered = rows(client, ACTIVITY, zone=zone)
    begin = [datetime.fromisoformat(row["DateTimeInterval"]) for row in answered]
    assert answered[0]["DateTimeInterval"] == first
    assert all(later - earlier == timedelta(hours=1) for earlier, later in pairwise(begin))


def test_half_an_hour_of_clocks_going_back_is_an_hour_of_its_own(client: Client) -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    start = datetime(2026, 4, 5, tzinfo=zone)
    answered = rows(client, ACTIVITY, "", start, datetime(2026, 4, 6, tzinfo=zone), zone=zone.key)
    assert [row["DateTimeInterval"][11:] for row in answered[:4]] == [
        "00:00:00+11:00",
        "01:00:00+11:00",
        "01:30:00+10:30",
        "02:00:00+10:30",
    ]


def test_a_period_inside_an_hour_counts_its_own_calls_only(pbx: RunningPbx, client: Client) -> None:
    start = datetime(2026, 11, 9, 8, 20, tzinfo=UTC)
    end = start + timedelta(minutes=70)
    answered = rows(client, ACTIVITY, "GRP0000", start, end)
    assert [row["DateTimeInterval"] for row in answered] == [
        "2026-11-09T09:00:00+01:00",
        "2026-11-09T10:00:00+01:00",
    ]
    total = sum(row["AnsweredCount"] + row["UnansweredCount"] for row in answered)
    assert total == len(pbx.legs("GRP0000", start, end)) > 0


def test_hours_to_come_are_zeros_and_a_period_backwards_has_none(client: Client) -> None:
    later = datetime(2027, 3, 1, tzinfo=UTC)
    coming = rows(client, ACTIVITY, "", later, later + timedelta(hours=3))
    assert [row["AnsweredCount"] for row in coming] == [0, 0, 0]
    assert rows(client, ACTIVITY, "", WEEK[1], WEEK[0]) == []


def test_pages_make_up_the_whole(client: Client) -> None:
    path = hours_path(DISTRIBUTION)
    pages = [client.get(f"{path}?$top=100&$skip={skip}&$count=true").json() for skip in (0, 100)]
    assert [len(page["value"]) for page in pages] == [100, 68]
    assert {page["@odata.count"] for page in pages} == {168}
    assert pages[0]["value"] + pages[1]["value"] == rows(client, DISTRIBUTION)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (hours_path(ACTIVITY, zone="Berlin"), 404),
        (hours_path(ACTIVITY).replace("Europe%2FBerlin", "Europe/Berlin"), 404),
        (hours_path(ACTIVITY, wait=""), 404),
        (hours_path(ACTIVITY, queues="yes"), 404),
        (hours_path(ACTIVITY).replace("GetUserActivity", "GetCallDistribution"), 404),
        (hours_path(ACTIVITY).replace("groupNumber='GRP0000',", ""), 404),
        (hours_path(ACTIVITY, grouping=1), 400),
        (hours_path(ACTIVITY, area=3), 400),
        (hours_path(ACTIVITY).replace("2026-11-08T", "2026-11-32T"), 500),
        (hours_path(ACTIVITY, start=datetime(2000, 1, 1, tzinfo=UTC)), 504),
    ],
)
def test_what_3cx_would_not_know_is_refused(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert bool(response.content) == (status == 400)


def test_a_pbx_before_update_6_has_neither_report_and_counts_the_questions() -> None:
    with running(Options(extensions=8, hour_reports=False)) as pbx, logged_in(pbx) as client:
        for report in (ACTIVITY, DISTRIBUTION):
            response = client.get(hours_path(report))
            assert (response.status_code, response.content) == (404, b"")
        assert (pbx.counters.hourly_requests, pbx.counters.report_requests) == (2, 0)
