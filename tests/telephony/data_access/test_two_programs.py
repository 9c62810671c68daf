"""Two programs, one store, one PBX: one request per bucket, one sign-in, one limit of requests."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.view import CallArea, Query
from telephony.xapi.setup_problems import BadCredentials
from tests.support import plain_http
from tests.support.clocks import SetClock
from tests.support.processes import Run
from tests.support.stores import Place
from tests.telephony.data_access.conftest import NOON, connection_to, query
from tests.telephony.periods.ranges import period

pytestmark = pytest.mark.slow

DAYS = 20
FIRST, LAST, AFTER = "2026-02-09", "2026-02-28", "2026-03-01"
MAX_CONCURRENT_REQUESTS = 8


@pytest.fixture
def slow_pbx(clock: SetClock) -> Iterator[RunningPbx]:
    with running(Options(extensions=12, latency_ms=40), clock=clock.now) as served:
        yield served


def reader(place: Place, origin: str) -> Run:
    return Run(
        (
            *(sys.executable, "-m", "tests.support.history_reader", origin, FIRST, LAST),
            *(NOON.isoformat(), str(place.folder), *([place.url] if place.url else [])),
        )
    )


def report_days(pbx: RunningPbx) -> Counter[str]:
    reports = (one for one in pbx.requests if "ReportExtensionStatistics" in one.target)
    return Counter(one.target for one in reports if one.status == 200)


def test_two_programs_request_each_day_once_with_one_token(
    place: Place, slow_pbx: RunningPbx
) -> None:
    with closing(place.open()):
        pass
    both = [reader(place, slow_pbx.base_url) for _ in range(2)]
    ended = [one.end() for one in both]
    assert [one.stderr for one in ended] == ["", ""]
    numbers = [[int(word) for word in one.stdout.split()] for one in ended]
    assert numbers[0][:2] == numbers[1][:2]
    assert numbers[0][0] > 0
    assert [held for _, held, _ in numbers] == [DAYS, DAYS]
    assert sum(requests for *_, requests in numbers) == DAYS
    assert set(report_days(slow_pbx).values()) == {1}
    assert slow_pbx.counters.token_grants == 1
    assert slow_pbx.counters.concurrent_reports <= MAX_CONCURRENT_REQUESTS


def test_a_program_that_is_killed_leaves_its_days_to_the_other(
    in_file: Place, slow_pbx: RunningPbx
) -> None:
    with closing(in_file.open()):
        pass
    killed = reader(in_file, slow_pbx.base_url)
    while slow_pbx.counters.report_requests < 3:
        assert killed.process.poll() is None
        time.sleep(0.01)
    killed.process.kill()
    killed.end()
    other = reader(in_file, slow_pbx.base_url).end()
    assert other.stderr == ""
    assert int(other.stdout.split()[1]) == DAYS
    # those in flight when it was killed are requested again, and no others
    assert sum(report_days(slow_pbx).values()) <= DAYS + MAX_CONCURRENT_REQUESTS
    assert slow_pbx.counters.token_grants == 1


def test_a_sign_in_that_the_pbx_ended_is_renewed_by_one_for_all(
    in_file: Place, clock: SetClock
) -> None:
    with (
        running(Options(extensions=12, token_minutes=600), clock=clock.now) as pbx,
        ExitStack() as closings,
    ):
        accesses = [
            closings.enter_context(
                closing(
                    DataAccess(
                        lambda: connection_to(pbx.base_url), clock=clock, store=in_file.open()
                    )
                )
            )
            for _ in range(2)
        ]
        for access in accesses:
            access.request_probe().answer()
        assert pbx.counters.token_grants == 1
        sign_in = {"client_id": "demo", "client_secret": "demo", "grant_type": "client_credentials"}
        plain_http.post(f"{pbx.base_url}/connect/token", data=sign_in).raise_for_status()
        for access in accesses:
            access.request_probe().answer()
        assert pbx.counters.token_grants == 1 + 1 + 1
        assert pbx.counters.unauthorized == 2


def test_without_a_secret_only_one_program_signs_in_and_the_other_says_why(
    in_file: Place, clock: SetClock, pbx: RunningPbx
) -> None:
    def opened() -> DataAccess:
        store = in_file.open(secret=None)
        return DataAccess(lambda: connection_to(pbx.base_url), clock=clock, store=store)

    with closing(opened()) as first, closing(opened()) as second:
        first.request_probe().answer()
        with pytest.raises(BadCredentials, match="Set TELEPHONY_SECRET"):
            second.request_probe().answer()
        history = second.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert {type(gap.error) for gap in history.gaps} == {BadCredentials}
        first.request_probe().answer()
    assert pbx.counters.token_grants == 1
    with closing(opened()) as after:
        after.request_probe().answer()


def test_no_token_lies_readable_in_the_store(
    place: Place, clock: SetClock, pbx: RunningPbx
) -> None:
    store = place.open()
    with closing(
        DataAccess(lambda: connection_to(pbx.base_url), clock=clock, store=store)
    ) as access:
        access.request_probe().answer()
        database = store.use(lambda tables: tables.database)
        with database.reading() as connection:
            sealed = connection.exec_driver_sql("SELECT sealed_token FROM sign_in").scalar()
        token = store.read_token(connection_to(pbx.base_url).identity)
    assert token is not None
    assert token.value.get_secret_value() not in str(sealed)
    with closing(place.open(secret="another phrase, long enough")) as other:
        assert other.read_token(connection_to(pbx.base_url).identity) is None


def test_days_of_a_closed_period_are_requested_once_by_two_data_accesses_of_one_process(
    in_file: Place, clock: SetClock, slow_pbx: RunningPbx
) -> None:
    with ExitStack() as closings:
        accesses = [
            closings.enter_context(
                closing(
                    DataAccess(
                        lambda: connection_to(slow_pbx.base_url), clock=clock, store=in_file.open()
                    )
                )
            )
            for _ in range(2)
        ]
        wanted = Query(("GRP0000",), period(FIRST, AFTER), CallArea.ALL)
        fetchings = [access.request_history(wanted, Grain.DAY) for access in accesses]
        first, second = (
            fetching.result().frame.sort_values(["bucket_start", "extension"], ignore_index=True)
            for fetching in fetchings
        )
        assert first.equals(second)
    assert set(report_days(slow_pbx).values()) == {1}
    assert slow_pbx.counters.concurrent_reports <= MAX_CONCURRENT_REQUESTS
