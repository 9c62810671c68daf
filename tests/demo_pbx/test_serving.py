import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import WEEK, logged_in, report_path


def test_reports_are_worked_on_side_by_side() -> None:
    with running(Options(latency_ms=400)) as pbx, logged_in(pbx) as client:
        together = threading.Barrier(6)

        def ask(group: str) -> int:
            together.wait()
            return client.get(report_path(group)).status_code

        with ThreadPoolExecutor(6) as pool:
            groups = ["GRP0000", "GRP0001", "GRP2", "O'Neil", "GRP0005", "GRP0006"]
            assert list(pool.map(ask, groups)) == [200] * 6
        assert pbx.counters.concurrent_reports > 1
        assert pbx.counters.running_reports == 0
        assert pbx.counters.report_requests == 6


def test_requests_are_recorded_as_they_were_sent() -> None:
    with running() as pbx, logged_in(pbx) as client:
        client.get("/xapi/v1/Groups?$top=100")
        client.report("O'Neil", top=5)
        assert [request[:2] for request in pbx.requests] == [
            ("POST", "/connect/token"),
            ("GET", "/xapi/v1/Groups?$top=100"),
            ("GET", report_path("O'Neil") + "?%24top=5"),
        ]
        assert {request.status for request in pbx.requests} == {200}
        assert pbx.counters.group_requests == 1


def test_legs_are_those_of_the_groups_members_in_the_period(pbx: RunningPbx) -> None:
    everyone = pbx.legs("GRP0000", *WEEK)
    assert all(WEEK[0] <= leg.start < WEEK[1] for leg in everyone)
    numbers = {member.number for member in pbx.members("GRP2")}
    assert pbx.legs("GRP2", *WEEK) == [leg for leg in everyone if leg.extension in numbers]
    assert pbx.legs("GRP0005", *WEEK) == []
    with pytest.raises(KeyError):
        pbx.legs("GRP9999", *WEEK)


def test_the_clock_that_was_given_decides_what_is_known() -> None:
    now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    day = (now - timedelta(hours=10), now + timedelta(hours=14))
    with running(clock=lambda: now) as pbx:
        before = pbx.legs("GRP0000", *day)
        now += timedelta(hours=6)
        assert len(pbx.legs("GRP0000", *day)) > len(before) > 0
