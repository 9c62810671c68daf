"""Stored days need no PBX: after a restart they are there, and what is not stored is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from demo_pbx.options import Options
from demo_pbx.serving import running
from server import assembly
from server.current_context import using
from telephony.settings.load import load_settings
from tests.server.export_client import get_route
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings

DAYS = "group=GRP0000&from=2026-03-02&to=2026-03-08"


def days(query: str) -> httpx.Response:
    answer: httpx.Response = get_route(f"/export/days.csv?{query}")
    return answer


@contextmanager
def started(environment: Mapping[str, str], clock: SetClock) -> Iterator[None]:
    """What a start assembles of these settings, until the dashboard ends."""
    context = assembly.build(load_settings(environment, env_file=None), None, clock)
    try:
        with using(context):
            yield
    finally:
        assembly.close(context)


def test_a_stopped_pbx_leaves_every_stored_day_after_a_restart(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 11, 18, 12, tzinfo=UTC))
    with running(Options(extensions=12), clock=clock.now) as pbx:
        environment = {**settings(pbx.base_url), "TELEPHONY_DATA_DIR": str(tmp_path)}
        with started(environment, clock):
            fresh = days(DAYS)
    assert fresh.status_code == 200
    clock.move(timedelta(hours=1))
    with started(environment, clock):
        stored = days(DAYS)
        missing = days(f"{DAYS}&tz=Asia/Tokyo")
    assert (stored.status_code, stored.content) == (200, fresh.content)
    assert (missing.status_code, "cannot be reached" in missing.text) == (502, True)
