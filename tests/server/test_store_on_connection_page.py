"""Where history is not stored, the page about the connection says so, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, said
from tests.support.stores import IMPATIENT, Place, until

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)


def test_the_connection_page_says_that_history_is_not_stored_until_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.write_text("in the way")
    store = Place(folder, None).open(timeouts=IMPATIENT)
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOON), store) as access:
        assert "History is not stored.** The data folder cannot be used" in said(
            draw("connection", "")
        )
        folder.unlink()
        until(lambda: access.store_notice is None)
        assert "History is not stored" not in said(draw("connection", ""))
