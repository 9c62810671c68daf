"""Exports stay within the budget of requests, over real HTTP to the demo PBX."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from server.exports.slots import ExportSlots
from server.routes import routes
from telephony.data_access.service import DataAccess
from telephony.settings.rates import Rates
from tests.support.clocks import WaitingClock
from tests.telephony.data_access.conftest import connection_to

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
RATES = Rates(per_minute=5, per_hour=20)
# Plenty for five requests of the demo, and a short test where there are none to come.
SECONDS = 3.0


@pytest.fixture
def pbx() -> Iterator[RunningPbx]:
    with running(Options(extensions=8, hour_reports=False), clock=lambda: NOON) as served:
        yield served


@pytest.fixture(autouse=True)
def _over(pbx: RunningPbx, installed) -> Iterator[None]:
    clock = WaitingClock(NOON)
    with closing(
        DataAccess(lambda: connection_to(pbx.base_url), clock=clock, rates=RATES)
    ) as access:
        installed(access, clock)
        yield


def get(target: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        slots = ExportSlots(seconds=SECONDS)
        transport = httpx.ASGITransport(Starlette(routes=routes(slots=slots)))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(target)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("target", "requests", "remedy"),
    [
        ("days.csv?group=GRP0000&range=last_30_days", "30", "collector"),
        ("days.json?group=GRP0000&group=GRP0001&from=2026-02-01&to=2026-02-12", "24", "collector"),
        ("hours.csv?group=GRP0000&range=yesterday", "24", "shorter range"),
        # working hours are cuts of their own: no collector fetches them
        ("days.csv?group=GRP0000&range=last_90_days&hours=mon-fri_09:01-17:00", "64", "shorter"),
    ],
)
def test_an_export_beyond_the_hourly_budget_says_how_many_requests_it_takes(
    pbx: RunningPbx, target: str, requests: str, remedy: str
) -> None:
    answer = get(f"/export/{target}")
    assert answer.status_code == 400
    assert f"would take {requests} requests to the PBX; one query may take 20." in answer.text
    assert remedy in answer.text
    assert ("collector" in answer.text) == (remedy == "collector")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert pbx.counters.report_requests == 0


@pytest.mark.parametrize("table", ["days", "extensions"])
def test_an_export_whose_budget_is_used_up_says_when_to_come_back(
    pbx: RunningPbx, table: str
) -> None:
    get("/export/days.csv?group=GRP0000&from=2026-03-01&to=2026-03-05")
    assert pbx.counters.report_requests == RATES.per_minute
    answer = get(f"/export/{table}.csv?group=GRP0000&from=2026-02-01&to=2026-02-02")
    assert answer.status_code == 503
    assert "The budget of requests to the PBX is used up for now. Try again." in answer.text
    assert 50 <= int(answer.headers["retry-after"]) <= 65
    assert pbx.counters.report_requests == RATES.per_minute
