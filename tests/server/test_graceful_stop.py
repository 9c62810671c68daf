"""A server that is asked to stop in the middle of its work writes what it has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.settings.checks import MAX_CONCURRENT_REQUESTS
from tests.support.dashboard_settings import settings
from tests.support.processes import dashboard
from tests.support.session import Session
from tests.support.stores import until

pytestmark = pytest.mark.slow

QUERY = "group=GRP0000&range=last_90_days"
ENOUGH = 30


def test_days_that_have_come_are_stored_when_it_stops_while_others_are_coming(
    tmp_path: Path,
) -> None:
    with running(Options(extensions=8, latency_ms=30)) as pbx:
        own = {**settings(pbx.base_url), "TELEPHONY_DATA_DIR": str(tmp_path)}
        with dashboard(environment=own) as server, Session(server.url, "trends", QUERY) as session:
            session.ask()
            until(lambda: pbx.counters.report_requests >= ENOUGH)
            server.stop()
            log = server.log()
        reports = [one for one in pbx.requests if "ReportExtensionStatistics" in one.target]
    assert "Traceback" not in log
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as store:
        [(days,)] = store.execute("SELECT count(*) FROM bucket").fetchall()
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("SELECT count(*) FROM lease").fetchall() == [(0,)]
    # those that were on their way when it stopped are the next process's
    assert len(reports) - MAX_CONCURRENT_REQUESTS <= days <= len(reports)
