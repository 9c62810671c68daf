"""What is stored stays on the pages when the PBX has stopped, and what is not is named."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.testing.v1 import AppTest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.data_access import open_store
from tests.browser import words
from tests.support import faults, office
from tests.support.clocks import SetClock
from tests.support.connected import settings
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.office import SALES, Figures, counted, days
from tests.support.pages import arrived, cards, dashboard_with, draw, notices, press

WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
TWO_WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}
MONDAY = {"from": "2026-03-23", "to": "2026-03-23"}
OLD = re.compile(r"These figures are \d+ (s|min) old\. The PBX cannot be reached\.")
COUNT = "Count the hours (24 calls)"
SERIES = ("Inbound answered", "Inbound unanswered", "Outbound answered", "Outbound unanswered")
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


def link(**parameters: str) -> str:
    return urlencode(parameters)


def data_of(app: AppTest, chart: str) -> list[dict[str, Any]]:
    """The traces of a chart."""
    [drawn] = [one for one in app.get("plotly_chart") if one.proto.id.endswith(f"-{chart}")]
    return list(json.loads(drawn.proto.spec)["data"])


def calls(app: AppTest) -> list[float | None]:
    """All calls of each step of a trend: the heights of the stacks."""
    drawn = {trace["name"]: trace["y"] for trace in data_of(app, "trend_calls") if "name" in trace}
    stacks = zip(*(drawn[name] for name in SERIES), strict=True)
    return [None if None in parts else sum(parts) for parts in stacks]


def field(app: AppTest) -> dict[tuple[int, int], tuple[float | None, str]]:
    """By weekday and hour of the heatmap: its mean, and the sign of a gap."""
    means, signs = data_of(app, "hours_week")[:2]
    places = zip(means["y"], means["x"], means["z"], signs["text"], strict=True)
    return {(day, hour): (mean, sign) for day, hour, mean, sign in places}


def means(app: AppTest) -> dict[tuple[int, int], float | None]:
    return {place: mean for place, (mean, _) in field(app).items()}


def by_day(first: str, last: str) -> list[int]:
    """The office's calls of each day."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    each = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [
        Figures.total(counted(SALES, **days(f"{day}", f"{day}")).values()).calls for day in each
    ]


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
        assert calls(trends) == by_day(*WEEK.values())
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
        assert calls(trends) == by_day(*WEEK.values())
        trends = arrived(draw("trends", link(group=SALES, **TWO_WEEKS)))
        assert calls(trends) == [None] * 7 + by_day(*WEEK.values())
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
