"""Stored days need no PBX."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.support import plain_http
from tests.support.fault_server import refused_port
from tests.support.processes import dashboard, program

READY = re.compile(r"demo PBX ready")
DAYS = "group=GRP0000&from=2026-03-02&to=2026-03-08"


def test_a_stopped_pbx_leaves_every_stored_day_after_a_restart(tmp_path: Path) -> None:
    port = refused_port()
    settings = {
        "THREECX_URL": f"http://127.0.0.1:{port}",
        "THREECX_CLIENT_ID": "demo",
        "THREECX_API_KEY": "demo",
        "THREECX_TIMEZONE": "Europe/Berlin",
        "TELEPHONY_DATA_DIR": str(tmp_path),
    }
    with program((sys.executable, "-m", "demo_pbx", "--port", str(port))) as pbx:
        pbx.wait_for(READY)
        with dashboard(environment=settings) as server:
            fresh = plain_http.get(f"{server.url}/export/days.csv?{DAYS}", timeout=60)
    assert fresh.status_code == 200
    with dashboard(environment=settings) as server:
        stored = plain_http.get(f"{server.url}/export/days.csv?{DAYS}", timeout=60)
        missing = plain_http.get(f"{server.url}/export/days.csv?{DAYS}&tz=Asia/Tokyo", timeout=60)
    assert (stored.status_code, stored.content) == (200, fresh.content)
    assert (missing.status_code, "cannot be reached" in missing.text) == (502, True)
