"""What is stored stays on the pages when the PBX has stopped, and what is not is named."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from streamlit.testing.v1 import AppTest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.data_access import open_store
from tests.browser import words
from tests.support import faults, office
from tests.support.clocks import SetClock
from tests.support.connected import settings
from tests.support.drawn_trends import DrawnTrends
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.office import SALES, Figures, calls_by_day, counted, days
from tests.support.pages import arrived, cards, charts, dashboard_with, draw, notices, press

WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
TWO_WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}
MONDAY = {"from": "2026-03-23", "to": "2026-03-23"}
OLD = re.compile(r"These figures are \d+ (s|min) old\. The PBX cannot be reached\.")
COUNT = "Count the hours (24 calls)"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


def link(**parameters: str) -> str:
    return urlencode(parameters)


def field(app: AppTest) -> dict[tuple[int, int], tuple[float | None, str]]:
    """By weekday and hour of the heatmap: its mean, and the sign of a gap."""
    means, signs = charts(app)["hours_week"][:2]
    places = zip(means["y"], means["x"], means["z"], signs["text"], strict=True)
    return {(day, hour): (mean, sign) for day, hour, mean, sign in places}


def means(app: AppTest) -> dict[tuple[int, int], float | None]:
    return {place: mean for place, (mean, _) in field(app).items()}


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
    by_talk = link(group=SALES, by_hour="talk", **MONDAY)
    with running(Options(calls=log), port=port), dashboard_at(origin, data):
        trends = arrived(draw("trends", link(group=SALES, **WEEK)))
        assert DrawnTrends(trends).calls() == calls_by_day(SALES, *WEEK.values())
        assert notices(trends) == []
        hours = draw("hours", by_talk)
        press(hours, COUNT)
        talk = means(arrived(hours))
        assert sum(mean is not None for mean in talk.values()) == 24
    # time goes on between two starts: what was fetched later than now is not trusted
    with dashboard_at(origin, data, since_start=timedelta(minutes=30)):
        overview = draw("overview", link(group=SALES, **WEEK))
        rows = counted(SALES, **days(*WEEK.values()))
        assert cards(overview) == words.cards(Figures.total(rows.values()))
        [old] = notices(overview)
        assert OLD.search(old)
        trends = arrived(draw("trends", link(group=SALES, **WEEK)))
        assert DrawnTrends(trends).calls() == calls_by_day(SALES, *WEEK.values())
        trends = arrived(draw("trends", link(group=SALES, **TWO_WEEKS)))
        assert DrawnTrends(trends).calls() == [None] * 7 + calls_by_day(SALES, *WEEK.values())
        old, missing = notices(trends)
        assert OLD.search(old)
        assert "7 of 14 days could not be had (16–22 Mar 2026). The PBX cannot be" in missing
        hours = arrived(draw("hours", by_talk))
        assert means(hours) == talk
        [old] = notices(hours)
        assert OLD.search(old)


def test_hours_that_were_cancelled_or_failed_are_named_and_can_be_had_later(tmp_path: Path) -> None:
    opened = threading.Event()

    async def hourly(exchange: Exchange) -> None:
        failing = b"periodFrom=2026-03-23T15" in exchange.request.target
        answer = faults.odata_error("Unknown column") if failing else ROWS
        await faults.held_until(opened, answer)(exchange)

    with FaultServer() as pbx, dashboard_at(pbx.origin, tmp_path):
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, hourly)
        hours = draw("hours", link(group="GRP1", by_hour="talk", **MONDAY))
        press(hours, COUNT)
        [line] = hours.get("progress")
        assert "0 of 24 hours" in line.proto.text
        press(hours, "Cancel")
        assert "24 of 24 hours are not there yet (Mon 23 Mar 2026)" in notices(hours)[0]
        opened.set()
        press(hours, "Get the rest")
        arrived(hours)
        failed = "1 of 24 hours could not be had (Mon 23 Mar 2026). "
        assert [notice for notice in notices(hours) if failed in notice]
        unknown = {(0, 16): "?"}  # 15:00 in UTC
        assert {place: sign for place, (_, sign) in field(hours).items() if sign == "?"} == unknown
