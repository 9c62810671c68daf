"""Groups of all PBXs side by side: each in its own days, and one that is down named beside them."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from html import escape
from pathlib import Path
from time import monotonic
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared import waiting
from demo_pbx.serving import RunningPbx
from server.current_context import current
from telephony.xapi.records import Group
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import (
    address,
    as_read,
    choose,
    draw_view,
    files,
    notices,
    written,
)
from tests.support.pages import said as text_of
from tests.support.two_pbxs import NAMES, NOON, ZONES, both, calls_of, dashboard_over_both

PICKER = "pbx_picker"
DAY = date(2026, 11, 17)
Row = dict[str, str]


@pytest.fixture(scope="module")
def pbxs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RunningPbx]]:
    with both(tmp_path_factory.mktemp("both")) as demos:
        yield demos


def table(target: str) -> list[Row]:
    answer = get_route(target)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def listed(name: str) -> tuple[Group, ...]:
    """The groups that a PBX lists: the demo has one more, which it does not."""
    return current().at(name).access.load_groups().groups


def calls(pbx: RunningPbx, group: str, first: date, last: date) -> int:
    return sum(calls_of(pbx, group, first, last).values())


@settings(max_examples=2)
@given(first=st.dates(date(2026, 10, 20), date(2026, 11, 12)), days=st.integers(1, 3))
def test_the_file_has_every_group_with_the_calls_of_its_own_pbx_and_days(
    pbxs: dict[str, RunningPbx], first: date, days: int
) -> None:
    last = first + timedelta(days=days - 1)
    rows = table(f"/export/groups.csv?pbx=all&from={first}&to={last}&compare=none")
    assert {(row["pbx"], row["group"]): int(row["calls"]) for row in rows} == {
        (name, group.number): calls(pbx, group.number, first, last)
        for name, pbx in pbxs.items()
        for group in listed(name)
    }
    for row in rows:
        zone = ZoneInfo(ZONES[row["pbx"]])
        assert (row["time_zone"], row["pbx_name"]) == (zone.key, NAMES[row["pbx"]])
        begin = datetime.combine(first, time(), zone)
        assert row["period_from"] == begin.isoformat()
        assert row["state"] == "whole"
        own = {group.number: group.name for group in pbxs[row["pbx"]].groups}
        assert row["name"] == own[row["group"]]


def test_a_file_may_have_some_groups_and_says_which_pbxs_they_are_of(
    pbxs: dict[str, RunningPbx],
) -> None:
    link = "pbx=all&group=york:GRP0001&group=berlin:GRP0000&range=yesterday"
    answer = get_route(f"/export/groups.json?{link}")
    content = json.loads(answer.content)
    assert {(row["pbx"], row["group"]) for row in content["rows"]} == {
        ("york", "GRP0001"),
        ("berlin", "GRP0000"),
    }
    assert content["about"]["pbx"] == "berlin, york"
    assert content["about"]["pbx_name"] == "Berlin, New York"
    assert "pbx=all&group=york:GRP0001" in content["about"]["link"]
    assert "groups_all_" in answer.headers["content-disposition"]
    first = list(content["rows"][0])
    assert first[:3] == ["group", "name", "extensions"]
    assert first[-5:] == ["pbx", "pbx_name", "time_zone", "period_from", "period_to"]


@pytest.mark.parametrize("group", ["GRP0000", "rome:GRP0000", "berlin:GRP9999"])
def test_a_group_of_no_pbx_is_refused(pbxs: dict[str, RunningPbx], group: str) -> None:
    answer = get_route(f"/export/groups.csv?pbx=all&group={group}&group=york:GRP0000")
    assert answer.status_code in {400, 404}
    assert group.rpartition(":")[2] in answer.text


def test_extensions_with_the_same_number_at_two_pbxs_are_not_one(
    pbxs: dict[str, RunningPbx],
) -> None:
    numbers = [{member.number for member in pbx.members("GRP0001")} for pbx in pbxs.values()]
    assert numbers[0] & numbers[1]
    link = "group=berlin:GRP0001&group=york:GRP0001&pbx=all&range=yesterday"
    content = json.loads(get_route(f"/export/groups.json?{link}").content)
    assert [note for note in content["about"]["notes"] if "more than one" in note] == []


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx", "parquet"])
def test_every_format_has_the_column(pbxs: dict[str, RunningPbx], suffix: str) -> None:
    answer = get_route(f"/export/groups.{suffix}?pbx=all&range=yesterday&compare=none")
    assert answer.status_code == 200
    assert b"york" in answer.content or suffix in {"xlsx", "parquet"}


def test_the_page_shows_all_when_that_is_chosen_and_its_groups_lead_to_their_pbx(
    pbxs: dict[str, RunningPbx],
) -> None:
    page = draw_view("groups", range="yesterday", compare="none")
    assert page.selectbox(key=PICKER).options == ["Berlin", "New York", "All PBXs"]
    choose(page, "selectbox", PICKER, "all")
    assert address(page)["pbx"] == ["all"]
    assert not page.exception
    shown = written(page)
    for name, pbx in pbxs.items():
        for group in listed(name):
            assert escape(f"{group.name} ({NAMES[name]})") in shown
            assert f"pbx={name}&amp;group={quote(group.number, safe=':')}" in shown
            assert f"{calls(pbx, group.number, DAY, DAY):,}" in shown
    assert "All PBXs · all groups · yesterday (Tue 17 Nov 2026, days of each PBX)" in shown
    assert "New York Tue 17 Nov 2026 (America/New_York)." in as_read(text_of(page))
    name, write = files(page, "export")["JSON"]
    assert name.startswith("groups_all_")
    assert b'"pbx":"york"' in write()


def test_another_page_shows_the_first_pbx_where_all_were_shown_before(
    pbxs: dict[str, RunningPbx],
) -> None:
    page = draw_view("overview", pbx="all", range="yesterday")
    assert page.selectbox(key=PICKER).value == "berlin"
    assert any("“all” is not one of berlin, york" in text for text in notices(page))


@pytest.fixture
def york() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


class OwnTime(SetClock):
    """The day of the tests, with seconds that pass."""

    def monotonic(self) -> float:
        return monotonic()


@pytest.mark.parametrize("said", ["is missing below.", "has not responded yet."])
def test_one_that_fails_is_named_and_hides_no_other(
    tmp_path: Path,
    pbxs: dict[str, RunningPbx],
    york: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
) -> None:
    released = threading.Event()
    late = faults.held_until(released, faults.status(500))
    york.script("/xapi/v1/Groups", faults.status(500) if "missing" in said else late)
    origins = {"berlin": pbxs["berlin"].base_url, "york": york.origin}
    with ExitStack() as stack:
        stack.callback(released.set)
        stack.enter_context(dashboard_over_both(tmp_path, origins, OwnTime(NOON)))
        answer = get_route("/export/groups.csv?pbx=all&range=yesterday&compare=none")
        assert answer.status_code == 200
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        berlin = pbxs["berlin"]
        assert {(row["pbx"], row["group"]): int(row["calls"]) for row in rows} == {
            ("berlin", group.number): calls(berlin, group.number, DAY, DAY)
            for group in listed("berlin")
        }
        assert {row["complete"] for row in rows} == {"no"}
        assert "New York" in answer.headers["warning"]
        monkeypatch.setattr(waiting, "VIEW_SECONDS", 2.0)
        page = draw_view("groups", pbx="all", range="yesterday", compare="none")
        assert not page.exception
        [notice] = [text for text in notices(page) if "New York" in text]
        assert notice.startswith(f"New York {said}")
        assert escape(f"{listed('berlin')[0].name} (Berlin)") in written(page)
