"""How many requests a page sends to the PBX, for the first viewer and for the next."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.support.processes import Server, dashboard
from tests.support.session import Session, charts, words

SESSIONS = 12
# Fixed dates, within those that the demo has: a midnight in between changes nothing.
FIRST, LAST = (datetime.now(UTC).date() - timedelta(days=days) for days in (16, 10))
WEEK, DAY = f"from={FIRST}&to={LAST}", f"from={LAST}&to={LAST}"


@contextmanager
def served() -> Iterator[tuple[RunningPbx, Server]]:
    """A new dashboard over a PBX so slow that viewers who come together wait together."""
    with running(Options(extensions=8, latency_ms=200)) as pbx:
        settings = {
            "THREECX_URL": pbx.base_url,
            "THREECX_CLIENT_ID": "demo",
            "THREECX_API_KEY": "demo",
            "THREECX_TIMEZONE": "Europe/Berlin",
        }
        with dashboard(environment=settings) as server:
            yield pbx, server


def opened(server: Server, query: str) -> None:
    with Session(server.url, query=query) as session:
        messages = session.run()
    assert len(charts(messages)) == 4
    assert words(messages) == []


def costs(pbx: RunningPbx) -> tuple[int, int, int]:
    """Sign-ins, lists of groups and reports so far."""
    counters = pbx.counters
    return counters.token_grants, counters.group_requests, counters.report_requests


def test_a_cold_overview_costs_two_reports_a_group_for_all_and_a_warm_one_nothing() -> None:
    with served() as (pbx, server):
        with ThreadPoolExecutor(SESSIONS) as pool:
            list(pool.map(lambda _: opened(server, f"group=GRP0000&{DAY}"), range(SESSIONS)))
        assert costs(pbx) == (1, 1, 2)
        assert pbx.counters.concurrent_reports == 2
        opened(server, f"group=GRP0000&{WEEK}")
        assert costs(pbx) == (1, 1, 4)
        opened(server, f"group=GRP0000&{WEEK}&search=1&direction=inbound&sort=extension")
        assert costs(pbx) == (1, 1, 4)
        opened(server, f"group=GRP0001&group=GRP2&{WEEK}")
        assert costs(pbx) == (1, 1, 8)
