"""The collector inside the server: it runs on the start if the settings enable it, and nightly."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.nightly_collection import next_night
from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.support import faults
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer, refused_port
from tests.support.processes import dashboard
from tests.support.two_pbxs import KEYS, pbx_toml

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    """A PBX of one group, today."""
    with FaultServer(date=lambda: datetime.now(UTC)) as served:
        served.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        served.script(REPORT, faults.listing(ROWS))
        yield served


def test_a_server_that_is_told_to_collects_yesterday_and_stops_when_it_is_stopped(
    pbx: FaultServer, tmp_path: Path
) -> None:
    environment = {
        **settings(pbx.origin),
        "TELEPHONY_DATA_DIR": str(tmp_path / "data"),
        "TELEPHONY_COLLECT": "true",
    }
    with dashboard(environment=environment) as server:
        server.wait_for(re.compile(r"dashboard\.collect: .*1 of 1 missing day fetched"))
        assert server.stop() in (0, -signal.SIGTERM)
    assert pbx.requests_to(REPORT) > 0
    assert (tmp_path / "data" / "history.sqlite").exists()


def test_of_several_pbxs_one_that_is_down_keeps_no_other_from_being_collected_from(
    pbx: FaultServer, tmp_path: Path
) -> None:
    file = tmp_path / "pbx.toml"
    origins = {"york": f"http://127.0.0.1:{refused_port()}", "berlin": pbx.origin}
    file.write_text(pbx_toml(origins), encoding="utf-8")
    environment = {
        "TELEPHONY_PBX_FILE": str(file),
        "TELEPHONY_DATA_DIR": str(tmp_path / "data"),
        "TELEPHONY_COLLECT": "true",
        **KEYS,
    }
    with dashboard(environment=environment) as server:
        server.wait_for(re.compile(r"dashboard\.collect\.berlin: .*1 of 1 missing day fetched"))
        server.wait_for(re.compile(r"dashboard\.collect\.york: nothing collected"))
        assert server.stop() in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-03-10T11:00", "2026-03-11T01:30"),
        ("2026-03-10T01:29", "2026-03-10T01:30"),
        ("2026-03-10T01:30", "2026-03-11T01:30"),
        ("2026-03-28T12:00", "2026-03-29T01:00"),  # half past two is skipped: when clocks jump
    ],
)
def test_the_next_night_is_half_past_two_where_the_pbx_is(now: str, night: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_night(at, BERLIN) == datetime.fromisoformat(night).replace(tzinfo=UTC)
