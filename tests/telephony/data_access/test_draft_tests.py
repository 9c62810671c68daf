"""Tests of connections that are not configured: bounded, and gentle with wrong keys."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from telephony.answers.connection_test import ConnectionTest
from telephony.data_access.connection_test.draft import MOST_TESTS, TESTS_SECONDS, DraftTests
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import connection

TOKEN, DEFS = "/connect/token", "/xapi/v1/Defs"
REFUSED = faults.body('{"error":"invalid_client"}', 401)
ROOMY = timedelta(seconds=TESTS_SECONDS)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 16, 12, tzinfo=UTC))


@pytest.fixture
def pbx(clock: SetClock) -> Iterator[FaultServer]:
    with FaultServer(date=clock.now) as served:
        served.script("/xapi/v1/Groups", faults.listing([{"Number": "A", "Name": "A", "Id": 1}]))
        served.script("/xapi/v1/Report", faults.listing([{"Dn": "100", "DisplayName": "Ann"}]))
        yield served


def keyed(pbx: FaultServer, key: str) -> Connection:
    return connection(pbx.origin, api_key=SecretStr(key))


def ran(tests: DraftTests, to: Connection) -> ConnectionTest:
    return tests.start(to).answer()


def test_a_draft_takes_the_same_steps_as_a_configured_pbx(
    pbx: FaultServer, clock: SetClock
) -> None:
    test = ran(DraftTests(clock), connection(pbx.origin))
    assert test.finished
    assert test.failed_step is None
    assert test.steps[-1].found == "The last 24 hours of one group: 1 extension."


def test_a_client_that_may_not_list_groups_is_tested_for_the_report(
    pbx: FaultServer, clock: SetClock
) -> None:
    pbx.script("/xapi/v1/Groups", faults.status(403))
    test = ran(DraftTests(clock), connection(pbx.origin))
    assert test.failed_step is None
    assert test.warnings == 1


def test_one_test_runs_at_a_time(pbx: FaultServer, clock: SetClock) -> None:
    tests, end = DraftTests(clock), threading.Event()
    pbx.script(DEFS, faults.held_until(end, faults.respond({"Id": 0})))
    first = tests.start(connection(pbx.origin))
    with pytest.raises(Busy, match="Another test is running"):
        tests.start(connection("https://other.example"))
    end.set()
    first.answer()
    ran(tests, connection(pbx.origin))


def test_there_are_a_few_tests_in_a_while_whatever_is_tested(clock: SetClock) -> None:
    tests = DraftTests(clock)
    for number in range(MOST_TESTS):
        ran(tests, connection(f"http://127.0.0.{number + 2}:9"))
    with pytest.raises(Busy) as caught:
        tests.start(connection("http://127.0.0.99:9"))
    assert caught.value.retry_at == clock.now() + ROOMY
    clock.move(ROOMY)
    ran(tests, connection("http://127.0.0.99:9"))


def test_a_wrong_key_is_sent_once_in_a_quarter_of_an_hour(
    pbx: FaultServer, clock: SetClock
) -> None:
    tests = DraftTests(clock)
    pbx.script(TOKEN, REFUSED)
    for _ in range(3):
        test = ran(tests, keyed(pbx, "canary-of-a-wrong-key"))
        assert test.failed_step is not None
        assert test.failed_step.title == "Sign-in"
    assert pbx.requests_to(TOKEN) == 1
    clock.move(timedelta(minutes=16))
    ran(tests, keyed(pbx, "canary-of-a-wrong-key"))
    assert pbx.requests_to(TOKEN) == 2


def test_a_third_wrong_key_is_not_tried_before_3cx_blocks_this_machine(
    pbx: FaultServer, clock: SetClock
) -> None:
    tests = DraftTests(clock)
    pbx.script(TOKEN, REFUSED)
    for number in range(2):
        ran(tests, keyed(pbx, f"wrong-{number}"))
    with pytest.raises(Busy, match="refused 2 sign-ins") as caught:
        tests.start(keyed(pbx, "wrong-2"))
    assert caught.value.retry_at is not None
    assert pbx.requests_to(TOKEN) == 2
    with FaultServer(date=clock.now) as other:  # another PBX knows nothing of it
        ran(tests, keyed(other, "wrong-2"))
        assert other.requests_to(TOKEN) == 1
    clock.move(timedelta(minutes=16))
    ran(tests, keyed(pbx, "wrong-2"))
    assert pbx.requests_to(TOKEN) == 3


@pytest.mark.parametrize(
    ("path", "fault"), [(TOKEN, REFUSED), ("/xapi/v1/Groups", faults.status(403))]
)
def test_no_key_is_left_behind(
    pbx: FaultServer, clock: SetClock, path: str, fault: faults.Fault
) -> None:
    tests = DraftTests(clock)
    canary = SecretStr("canary-of-" + "the-key")
    pbx.script(path, fault)
    pending = tests.start(connection(pbx.origin, api_key=canary))
    pending.answer()
    del pending
    gc.collect()
    # this test's own reference, the parameter of getrefcount apart
    holders = [one for one in gc.get_referrers(canary) if isinstance(one, Connection | dict)]
    assert not [one for one in holders if isinstance(one, Connection)]
    assert "canary" not in repr(vars(tests))
