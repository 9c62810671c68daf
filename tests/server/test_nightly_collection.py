"""The collector inside the server: it runs on the start if the settings enable it, and nightly."""

from __future__ import annotations

import re
import signal
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from server.nightly_collection import next_night
from tests.support.fault_server import refused_port
from tests.support.processes import dashboard
from tests.support.two_pbxs import KEYS, pbx_toml

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_server_that_is_told_to_collects_yesterday_and_stops_when_it_is_stopped(
    tmp_path: Path,
) -> None:
    with running(Options(extensions=8)) as pbx:
        settings = {
            "THREECX_URL": pbx.base_url,
            "THREECX_CLIENT_ID": "demo",
            "THREECX_API_KEY": "demo",
            "THREECX_TIMEZONE": "Europe/Berlin",
            "TELEPHONY_DATA_DIR": str(tmp_path / "data"),
            "TELEPHONY_COLLECT": "true",
        }
        with dashboard(environment=settings) as server:
            server.wait_for(re.compile(r"dashboard\.collect: .*1 of 1 missing day fetched"))
            assert server.stop() in (0, -signal.SIGTERM)
        assert pbx.counters.report_requests > 0
    assert (tmp_path / "data" / "history.sqlite").exists()


def test_of_several_pbxs_one_that_is_down_keeps_no_other_from_being_collected_from(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pbx.toml"
    with running(Options(extensions=8)) as pbx:
        origins = {"york": f"http://127.0.0.1:{refused_port()}", "berlin": pbx.base_url}
        file.write_text(pbx_toml(origins), encoding="utf-8")
        settings = {
            "TELEPHONY_PBX_FILE": str(file),
            "TELEPHONY_DATA_DIR": str(tmp_path / "data"),
            "TELEPHONY_COLLECT": "true",
            **KEYS,
        }
        with dashboard(environment=settings) as server:
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
