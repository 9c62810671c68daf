"""A PBX that is down gets few requests, whatever viewers do, and is live again within seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.xapi.errors import XapiError
from telephony.xapi.limits import Limits
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Fault, FaultServer
from tests.telephony.data_access.conftest import query
from tests.telephony.xapi.client_harness import GROUPS, REPORT, connection

MOST_A_MINUTE = 20
VIEWERS = 2  # who ask at each step
STEP = timedelta(seconds=2)
TOKEN = "/connect/token"
NUMBERS = [f"GRP{number:04}" for number in range(5)]
LISTED = faults.listing([{"Id": n, "Number": number} for n, number in enumerate(NUMBERS)])


def failed(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except XapiError:
        return True
    return False


def ask_for_everything(access: DataAccess, step: int) -> None:
    """What viewers of all pages may ask at one moment; every preset has its turn."""
    group = NUMBERS[step % len(NUMBERS)]
    presets = list(Preset)
    turns = [presets[(step * VIEWERS + viewer) % len(presets)] for viewer in range(VIEWERS)]
    pending = [access.request_extensions(query(preset, group), refresh=True) for preset in turns]
    trend = access.request_history(query(Preset.LAST_30_DAYS, group), Grain.DAY)
    hours = access.request_hours(query(presets[step % len(presets)], group))
    failed(lambda: access.load_groups(refresh=True))
    failed(access.request_probe().answer)
    for each in pending:
        failed(each.answer)
    trend.result()
    failed(hours.answer)


@pytest.mark.slow  # thousands of queries each
@pytest.mark.parametrize(
    ("fault", "signed_in"),
    # a response with a token, a broken connection without one; all kinds of both are tried in
    # tests/telephony/xapi/test_circuit_breaker.py
    [(faults.status(503), True), (faults.reset, False)],
    ids=["503", "reset"],
)
def test_a_minute_of_all_queries_costs_twenty_requests(
    clock: SetClock, fault: Fault, signed_in: bool
) -> None:
    with (
        FaultServer() as pbx,
        closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access,
    ):
        pbx.script(GROUPS, LISTED)
        if signed_in:
            access.load_groups()
        before = len(pbx.received)
        for path in (TOKEN, GROUPS, "/xapi"):
            pbx.script(path, fault)
        for step in range(timedelta(minutes=1) // STEP):
            ask_for_everything(access, step)
            clock.move(STEP)
        assert len(pbx.received) - before <= MOST_A_MINUTE

        pbx.unscript("/xapi")
        pbx.unscript(TOKEN)
        pbx.script(REPORT, faults.respond(faults.GOOD))
        pbx.script(GROUPS, LISTED)
        clock.move(timedelta(seconds=Limits().probe_seconds))
        assert access.load_extensions(query(Preset.TODAY)).complete
        assert access.load_groups().stale is None
        assert not access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).gaps


def test_one_bucket_that_always_fails_leaves_the_others_whole(clock: SetClock) -> None:
    """The second newest day breaks off each time; all around it are requested and shown."""
    with (
        FaultServer() as pbx,
        closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access,
    ):
        pbx.script(GROUPS, LISTED)
        function = f"{REPORT}/Pbx.GetExtensionStatisticsByGroupData(groupNumber='GRP0000'"
        pbx.script(f"{function},periodFrom=2026-03-07", faults.reset)
        pbx.script(REPORT, faults.respond(faults.GOOD))
        history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert len(history.gaps) == 1
