"""What is stored stays on the pages when the PBX has stopped, and what is not is named."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.browser import words
from tests.browser.conftest import AT_THE_OFFICE, Visiting, demo_pbx
from tests.browser.test_time_of_day import PATH, Hours
from tests.browser.test_trends import GROUPS, REPORT, ROWS, by_day
from tests.browser.trends_page import Trends
from tests.support import faults, office
from tests.support.chromium import Visit
from tests.support.connected import settings
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.office import SALES, Figures, counted, days
from tests.support.processes import dashboard

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
TWO_WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}
MONDAY = {"from": "2026-03-23", "to": "2026-03-23"}
OLD = re.compile(r"These figures are \d+ (s|min) old\. The PBX cannot be reached\.")
COUNT = "Count the hours (24 calls)"
# Time goes on between two servers: what was fetched later than now is not trusted.
HALF_AN_HOUR_LATER = (*AT_THE_OFFICE[:2], "2026-04-01T10:50:00+02:00", *AT_THE_OFFICE[3:])


def notices(visit: Visit) -> list[str]:
    texts = visit.page.locator("[data-testid=stAlert]").all_inner_texts()
    return [" ".join(text.split()) for text in texts]


def test_a_stopped_pbx_leaves_every_stored_day_and_hour_with_age_and_cause(
    visiting: Visiting, tmp_path: Path
) -> None:
    log, port = office.write(tmp_path), refused_port()
    connection = settings(f"http://127.0.0.1:{port}", office.ZONE)
    connection["TELEPHONY_DATA_DIR"] = str(tmp_path / "data")
    replay = ("--calls", str(log), "--timezone", office.ZONE)
    with demo_pbx(*replay, port=port), dashboard(AT_THE_OFFICE, connection) as server:
        trends = Trends(visiting(server).visit)
        trends.open(group=SALES, **WEEK)
        trends.visit.eventually(trends.calls, by_day(*WEEK.values()))
        assert trends.notices == []
        hours = Hours(trends.visit)
        hours.visit.open(PATH, group=SALES, by_hour="talk", **MONDAY)
        hours.count(COUNT)
        hours.visit.until(lambda: sum(mean is not None for mean in hours.means().values()) == 24)
        talk = hours.means()
        trends.page.close()
    with dashboard(HALF_AN_HOUR_LATER, connection) as server:
        overview = visiting(server)
        overview.visit.open(group=SALES, **WEEK)
        rows = counted(SALES, **days(*WEEK.values()))
        assert overview.cards() == words.cards(Figures.total(rows.values()))
        [old] = notices(overview.visit)
        assert OLD.search(old)
        with overview.visit.change():
            overview.page.get_by_role("link", name="Trends").click()
        trends = Trends(overview.visit)
        trends.visit.eventually(trends.calls, by_day(*WEEK.values()))
        trends.visit.open("trends", group=SALES, **TWO_WEEKS)
        trends.visit.eventually(trends.calls, [None] * 7 + by_day(*WEEK.values()))
        old, missing = trends.notices
        assert OLD.search(old)
        assert "7 of 14 days could not be had (16–22 Mar 2026). The PBX cannot be" in missing
        hours = Hours(trends.visit).open(group=SALES, by_hour="talk", **MONDAY)
        hours.visit.eventually(hours.means, talk)
        [old] = notices(hours.visit)
        assert OLD.search(old)
        trends.page.close()


class Hourly:
    """A report that holds every hour while closed, and then fails for one of them."""

    def __init__(self) -> None:
        self.closed = True

    async def __call__(self, exchange: Exchange) -> None:
        while self.closed:
            await asyncio.sleep(0.02)
        failing = b"periodFrom=2026-03-23T15" in exchange.request.target
        await (faults.odata_error("Unknown column") if failing else ROWS)(exchange)


def test_hours_that_were_cancelled_or_failed_are_named_and_can_be_had_later(
    visiting: Visiting,
) -> None:
    hourly = Hourly()
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, hourly)
        with dashboard(AT_THE_OFFICE, settings(pbx.origin)) as server:
            hours = Hours(visiting(server).visit)
            hours.visit.open(PATH, group="GRP1", by_hour="talk", **MONDAY)
            hours.page.get_by_role("button", name=COUNT).click()
            line = hours.page.locator(".st-key-hours_arriving")
            hours.visit.until(lambda: "0 of 24 hours" in "".join(line.all_inner_texts()))
            with hours.visit.change():
                hours.page.get_by_role("button", name="Cancel").click()
            hours.visit.until(hours.is_counted)
            assert "24 of 24 hours are not there yet (Mon 23 Mar 2026)" in notices(hours.visit)[0]
            hourly.closed = False
            with hours.visit.change():
                hours.page.get_by_role("button", name="Get the rest").click()
            failed = "1 of 24 hours could not be had (Mon 23 Mar 2026). "
            hours.visit.until(lambda: any(failed in notice for notice in notices(hours.visit)))
            unknown = {(0, 16): "?"}  # 15:00 in UTC
            hours.visit.eventually(
                lambda: {place: sign for place, (_, sign) in hours.field().items() if sign == "?"},
                unknown,
            )
            hours.page.close()
