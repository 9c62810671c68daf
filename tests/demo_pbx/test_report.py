import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.report import iso_duration
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import WEEK, Client, logged_in
from tests.demo_pbx.report_rows import COUNTERS, TALK, microseconds


def counted(pbx: RunningPbx, group: str, start: datetime, end: datetime, area: str = "") -> dict:
    """What the report must say, counted one leg after the other."""
    rows: dict[str, dict] = {member.number: defaultdict(int) for member in pbx.members(group)}
    for leg in pbx.legs(group, start, end):
        if area in ("", leg.area):
            rows[leg.extension][COUNTERS[leg.direction, leg.answered]] += 1
            rows[leg.extension][TALK[leg.direction]] += leg.talk_us
    return {number: {k: v for k, v in row.items() if v} for number, row in rows.items()}


def read(rows: list[dict]) -> dict:
    """The report's values per extension, durations in microseconds."""
    return {
        row["Dn"]: {
            name: microseconds(value) if name in TALK.values() else value
            for name, value in row.items()
            if name in (*TALK.values(), *COUNTERS.values())
        }
        for row in rows
    }


def test_the_report_counts_every_leg_of_every_group(pbx: RunningPbx, client: Client) -> None:
    for group in pbx.groups:
        assert read(client.rows(group.number)) == counted(pbx, group.number, *WEEK)


def test_unanswered_rings_of_a_queue_count_for_no_extension(
    pbx: RunningPbx, client: Client
) -> None:
    every = pbx.legs("GRP0001", *WEEK, uncounted=True)
    left = [leg for leg in every if not (leg.polling and not leg.answered)]
    direct = sum(not leg.answered and leg.direction == "inbound" for leg in left)
    assert 0 < direct < sum(not leg.answered and leg.direction == "inbound" for leg in every)
    assert left == pbx.legs("GRP0001", *WEEK)
    rows = client.rows("GRP0001")
    assert sum(row.get("InboundUnansweredCount", 0) for row in rows) == direct


def test_before_update_6_every_ring_of_a_queue_counts() -> None:
    options = Options(before_update_6=True)
    with running(options, clock=lambda: WEEK[1]) as pbx, logged_in(pbx) as client:
        every = pbx.legs("GRP0001", *WEEK, uncounted=True)
        assert every == pbx.legs("GRP0001", *WEEK)
        assert any(leg.polling and not leg.answered for leg in every)
        assert read(client.rows("GRP0001")) == counted(pbx, "GRP0001", *WEEK)


def test_a_call_over_midnight_belongs_to_the_day_on_which_it_started(tmp_path: Path) -> None:
    log = tmp_path / "calls.csv"
    log.write_text(
        "start,extension,name,group,direction,area,answered,talk seconds\n"
        "2026-03-02T23:50:00Z,100,Ann,Sales,inbound,external,yes,1200\n"
        "2026-03-03T00:00:00Z,100,Ann,Sales,inbound,external,yes,60\n"
    )
    with running(Options(calls=log)) as pbx, logged_in(pbx) as client:
        midnights = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 4)]
        first, second = (
            client.rows("Sales", *limits)[0]["InboundAnsweredTalkingDur"]
            for limits in pairwise(midnights)
        )
    assert (first, second) == ("PT20M", "PT1M")


def test_internal_and_external_calls_add_up_to_all_calls(pbx: RunningPbx, client: Client) -> None:
    every, internal, external = (read(client.rows("GRP0000", *WEEK, area)) for area in (0, 1, 2))
    assert internal == counted(pbx, "GRP0000", *WEEK, "internal")
    assert external == counted(pbx, "GRP0000", *WEEK, "external")
    for number, row in every.items():
        for name, value in row.items():
            assert value == internal[number].get(name, 0) + external[number].get(name, 0)


def test_a_period_begins_with_its_start_and_ends_before_its_end(
    pbx: RunningPbx, client: Client
) -> None:
    leg = pbx.legs("GRP0000", *WEEK)[100]
    after = leg.start + timedelta(microseconds=1)
    assert sum(len(row) for row in read(client.rows("GRP0000", leg.start, after)).values()) > 0
    assert read(client.rows("GRP0000", leg.start, after)) == counted(
        pbx, "GRP0000", leg.start, after
    )
    before = client.rows("GRP0000", WEEK[0], leg.start)
    until = client.rows("GRP0000", WEEK[0], after)
    assert read(before) != read(until)


def test_members_without_calls_are_listed_with_number_and_name_only(
    pbx: RunningPbx, client: Client
) -> None:
    rows = client.rows()
    assert [row["Dn"] for row in rows] == [member.number for member in pbx.members("GRP0000")]
    silent = [row for row in rows if set(row) == {"Dn", "DisplayName"}]
    assert silent
    assert all(value not in (0, None, "PT0S") for row in rows for value in row.values())


def test_an_unknown_and_an_empty_group_look_the_same_as_in_3cx(client: Client) -> None:
    bodies = [client.report(group) for group in ("GRP0005", "GRP9999", "", "grp0000")]
    assert {body.status_code for body in bodies} == {200}
    assert [body.json()["value"] for body in bodies] == [[], [], [], []]


def test_an_extension_in_two_groups_has_the_same_row_in_both(
    pbx: RunningPbx, client: Client
) -> None:
    shared = {m.number for m in pbx.members("GRP0001")} & {m.number for m in pbx.members("GRP2")}
    assert len(shared) == 1
    rows = [
        row for group in ("GRP0001", "GRP2") for row in client.rows(group) if row["Dn"] in shared
    ]
    assert len(rows) == 2
    assert rows[0] == rows[1]


def test_a_week_of_some_people_is_longer_than_a_day_and_talk_has_fractions(client: Client) -> None:
    talk = [row.get("InboundAnsweredTalkingDur", "") for row in client.rows()]
    assert any(text.startswith("P1D") for text in talk)
    assert any(re.search(r"\.\d{6}S$", text) for text in talk)


def test_some_extensions_have_a_sentiment_and_the_others_none(client: Client) -> None:
    scored = [row["SentimentScore"] for row in client.rows() if "SentimentScore" in row]
    assert scored
    assert len(scored) < 40
    assert all(0 <= score <= 100 for score in scored)


def test_a_period_in_the_future_or_backwards_has_no_calls(client: Client) -> None:
    later = datetime(2027, 3, 1, tzinfo=UTC)
    for start, end in ((later, later + timedelta(days=7)), (WEEK[1], WEEK[0])):
        assert all(set(row) == {"Dn", "DisplayName"} for row in client.rows("GRP0000", start, end))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        ("0", "PT0S"),
        ("14.6", "PT14.6S"),
        ("192.139836", "PT3M12.139836S"),
        ("64800", "PT18H"),
        ("86400", "P1D"),
        ("481404.960179", "P5DT13H43M24.960179S"),
    ],
)
def test_durations_are_written_as_3cx_writes_them(seconds: str, text: str) -> None:
    assert iso_duration(int(Decimal(seconds) * 1_000_000)) == text


@settings(deadline=None)
@given(st.integers(0, 400 * 86_400_000_000))
def test_every_duration_can_be_read_back(value: int) -> None:
    assert microseconds(iso_duration(value)) == value
