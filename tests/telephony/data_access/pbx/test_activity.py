"""What goes on between this program and the PBX, at any moment, without waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Event

import pytest

from telephony.data_access.pbx.activity import PbxState
from telephony.data_access.service import DataAccess
from telephony.xapi.errors import Busy, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.request_statistics import SIGN_IN, Outcome
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.telephony.data_access.conftest import NOON, connection_to

GROUPS = "/xapi/v1/Groups"
LISTED = faults.listing([{"Id": 1, "Number": "GRP0000"}])


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, LISTED)
        yield server


@pytest.fixture
def access(pbx: FaultServer) -> Iterator[DataAccess]:
    with closing(DataAccess(lambda: connection_to(pbx.origin), clock=SetClock(NOON))) as held:
        yield held


def test_before_the_first_request_there_is_none(access: DataAccess) -> None:
    activity = access.activity
    assert activity.statistics.totals() == {}
    assert activity.statistics.last_ok is None
    assert (activity.in_flight, activity.waiting) == (0, 0)
    assert activity.state is PbxState.AVAILABLE


def test_the_requests_are_there_with_their_outcomes(access: DataAccess) -> None:
    access.load_groups()
    assert {
        key: part.count for key, part in access.activity.statistics.last_minutes(1).items()
    } == {
        (SIGN_IN, Outcome.OK): 1,
        ("Groups", Outcome.OK): 1,
    }
    assert access.activity.statistics.last_ok == NOON


def test_a_request_under_way_is_in_flight_and_one_that_ended_is_not(
    access: DataAccess, pbx: FaultServer
) -> None:
    released = Event()

    async def held(exchange: Exchange) -> None:
        while not released.is_set():
            await asyncio.sleep(0.005)
        await LISTED(exchange)

    pbx.script(GROUPS, held)
    pending = access.request_groups()
    while not pbx.requests_to(GROUPS):
        time.sleep(0.005)
    assert access.activity.in_flight == 1
    released.set()
    pending.answer()
    assert access.activity.in_flight == 0


def test_a_pause_that_the_pbx_asks_for_is_told_with_its_end(
    access: DataAccess, pbx: FaultServer
) -> None:
    pbx.script(GROUPS, faults.status(503, retry_after="60"))
    with pytest.raises(Busy):
        access.load_groups()
    activity = access.activity
    assert activity.state is PbxState.PAUSED
    assert activity.paused_until is not None
    assert activity.paused_until > NOON


def test_a_pbx_that_fails_again_and_again_counts_as_down(
    access: DataAccess, pbx: FaultServer
) -> None:
    pbx.script(GROUPS, *[faults.reset] * Limits().failures_in_a_row)
    with pytest.raises(XapiError):
        access.load_groups()
    assert access.activity.state is PbxState.DOWN
