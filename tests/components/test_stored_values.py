"""What is stored stays on the pages when the PBX has stopped, and what is not is named."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.data_access.store.store import open_store
from tests.support import faults, office, words
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.drawn_hours import DrawnHours
from tests.support.drawn_trends import trends_of
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.office import SALES, Figures, calls_by_day, counted, days
from tests.support.pages import arrived, cards, dashboard_with, draw_view, notices, press

DAYS = {"from": "2026-03-27", "to": "2026-03-29"}
MORE_DAYS = {"from": "2026-03-24", "to": "2026-03-29"}
MORNING = {"from": "2026-03-23T06:00", "to": "2026-03-23T12:00"}
OLD = re.compile(r"These numbers are \d+ (s|min) old\. The PBX cannot be reached\.")
COUNT = "Count the hours (6 requests)"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


@contextmanager
def dashboard_at(
    origin: str, folder: Path, since_start: timedelta = timedelta(0)
) -> Iterator[None]:
    """A dashboard that keeps its figures in the folder, so long after the office's moment."""
    clock = SetClock(datetime.fromisoformat(office.NOW).astimezone(UTC) + since_start)
    with dashboard_with(settings(origin, office.ZONE), clock, open_store(folder)):
        yield


def test_a_stopped_pbx_leaves_every_stored_day_and_hour_with_age_and_cause(tmp_path: Path) -> None:
    log, port, data = office.write(tmp_path), refused_port(), tmp_path / "data"
    origin = f"http://127.0.0.1:{port}"
    by_talk = {"group": SALES, "by_hour": "talk", **MORNING}
    with running(Options(calls=log), port=port), dashboard_at(origin, data):
        trends = trends_of(group=SALES, **DAYS)
        assert trends.calls() == calls_by_day(SALES, *DAYS.values())
        assert notices(trends.app) == []
        hours = DrawnHours(**by_talk)
        hours.count(COUNT)
        talk = hours.means()
        assert sum(mean is not None for mean in talk.values()) == 6
    # time goes on between two starts: what was fetched later than now is not trusted
    with dashboard_at(origin, data, since_start=timedelta(minutes=30)):
        overview = draw_view("overview", group=SALES, **DAYS)
        rows = counted(SALES, **days(*DAYS.values()))
        assert cards(overview) == words.cards(Figures.total(rows.values()))
        [old] = notices(overview)
        assert OLD.search(old)
        trends = trends_of(group=SALES, **DAYS)
        assert trends.calls() == calls_by_day(SALES, *DAYS.values())
        trends = trends_of(group=SALES, **MORE_DAYS)
        assert trends.calls() == [None] * 3 + calls_by_day(SALES, *DAYS.values())
        old, missing = notices(trends.app)
        assert OLD.search(old)
        assert "3 of 6 days could not be loaded (24–26 Mar 2026). The PBX cannot be" in missing
        hours = DrawnHours(**by_talk)
        arrived(hours.app)
        assert hours.means() == talk
        [old] = notices(hours.app)
        assert OLD.search(old)


def test_hours_that_were_cancelled_or_failed_are_named_and_can_be_had_later(tmp_path: Path) -> None:
    opened = threading.Event()

    async def hourly(exchange: Exchange) -> None:
        failing = b"periodFrom=2026-03-23T07" in exchange.request.target
        answer = faults.odata_error("Unknown column") if failing else ROWS
        await faults.held_until(opened, answer)(exchange)

    with FaultServer() as pbx, dashboard_at(pbx.origin, tmp_path):
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, hourly)
        hours = DrawnHours(group="GRP1", by_hour="talk", **MORNING)
        press(hours.app, COUNT)
        [line] = hours.app.get("progress")
        assert "0 of 6 hours" in line.proto.text
        press(hours.app, "Cancel")
        assert "6 of 6 hours were not loaded (Mon 23 Mar 2026)" in notices(hours.app)[0]
        opened.set()
        press(hours.app, "Load the rest")
        arrived(hours.app)
        failed = "1 of 6 hours could not be loaded (Mon 23 Mar 2026). "
        assert [notice for notice in notices(hours.app) if failed in notice]
        unknown = {(0, 8): "?"}  # 7:00 in UTC
        assert {place: sign for place, (_, sign) in hours.field().items() if sign == "?"} == unknown
