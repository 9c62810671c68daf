"""Ten thousand extensions on every page: exact sums, a word on what is cut, nothing too large."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from components.shared import printing
from components.shared.table_pages import ROWS_PER_PAGE
from server.current_context import current
from telephony.charts.thinning import MOST_POINTS
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.query.links import parse_view
from telephony.tables.cells import LINES
from tests.support import faults, pages
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.large_group import ANSWERED, EXTENSIONS, ROWS, TALK_SECONDS, UNANSWERED
from tests.support.pages import dashboard_over, said
from tests.telephony.xapi.client_harness import GROUPS, REPORT

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
YESTERDAY = "group=GRP0000&from=2026-11-17&to=2026-11-17"
TWO_DAYS = "group=GRP0000&from=2026-11-16&to=2026-11-17&compare=none"
TWO_HOURS = "group=GRP0000&from=2026-11-17T08:00&to=2026-11-17T10:00"
PLACE = re.compile(r'data-paper="([^"]+)"')
TAG = re.compile(r"<[^>]+>")
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def pbx() -> Iterator[FaultServer]:
    """One for the module: no test changes what it answers, so each report is read once."""
    with FaultServer() as served:
        served.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        served.script(REPORT, faults.listing(ROWS))
        yield served


@pytest.fixture(scope="module", autouse=True)
def access(pbx: FaultServer) -> Iterator[DataAccess]:
    with dashboard_over(pbx, SetClock(NOON)) as opened:
        yield opened


def fetched(access: DataAccess, link: str, grain: Grain) -> None:
    """Let these days or hours be stored, so that their page is whole when it is first drawn."""
    view = parse_view(parse_qs(link)).view
    assert access.load_history(view.query(NOON, current().zone), grain).complete_buckets


def drawn(page: str, link: str, *switches: str) -> AppTest:
    """The page with these switches on, each part of it small enough to be sent."""
    app = pages.opened(page, link)
    for key in switches:
        app.session_state[key] = True
    app.run()
    assert all(app.toggle(key=key).value for key in switches)
    assert not app.exception
    assert largest(app) < config.get_option("server.maxMessageSize") * MEGABYTE
    return app


def largest(app: AppTest) -> int:
    """The bytes of its largest element; each is a message of its own."""
    sizes = (one.proto.ByteSize() for one in app.main if hasattr(one.proto, "ByteSize"))
    return max(sizes)


def lines(app: AppTest) -> str:
    """All words that are written as HTML, bars between them."""
    words = (TAG.sub("|", str(one.proto.body)) for one in app.get("html"))
    return re.sub(r"\|+", "|", html.unescape("|".join(words)))


def table(app: AppTest, place: int = 0) -> pd.DataFrame:
    return app.dataframe[place].value


def paged(app: AppTest) -> Iterator[pd.DataFrame]:
    """The table's pages, one after the other."""
    for page in range(1, EXTENSIONS // ROWS_PER_PAGE + 1):
        app.pagination[0].set_value(page).run()
        assert not app.exception
        yield table(app)


def charts(app: AppTest) -> list[tuple[str, dict[str, Any]]]:
    """The sentence and the figure of each chart."""
    return [(sent["words"], sent["figure"]) for sent in pages.sent_charts(app).values()]


def on_paper(app: AppTest) -> printing.PaperTable:
    """The page's first table as it prints."""
    found = (PLACE.search(str(one.proto.body)) for one in app.get("html"))
    paper = printing.made(next(place[1] for place in found if place))
    assert paper is not None
    return paper


def test_the_overview_adds_all_of_them_up_and_tables_them() -> None:
    app = drawn("overview", YESTERDAY)
    assert "|10,000 of 10,000 extensions|" in lines(app)
    assert f"|Inbound answered|{ANSWERED:,}|" in lines(app)
    assert f"|Inbound unanswered|{UNANSWERED:,}|" in lines(app)
    pages = list(paged(app))
    assert {len(rows) for rows in pages} == {len(LINES) + ROWS_PER_PAGE}
    for rows in pages:
        assert rows["extension"][0] == "Total of 10,000"
        assert rows["inbound_answered"][0] == f"{ANSWERED:,}"
    assert (
        len({number for rows in pages for number in rows["extension"][len(LINES) :]}) == EXTENSIONS
    )
    answered = [int(cell) for rows in pages for cell in rows["inbound_answered"][len(LINES) :]]
    assert sum(answered) == ANSWERED
    assert len(on_paper(app).rows) == len(LINES) + EXTENSIONS


def test_a_page_of_the_table_is_small_and_another_view_begins_with_its_first() -> None:
    app = drawn("overview", YESTERDAY)
    assert app.dataframe[0].proto.ByteSize() < 160_000
    app.pagination[0].set_value(10).run()
    assert "Rows 9,001 to 10,000 of 10,000, sorted as a whole." in said(app)
    app = drawn("overview", f"{YESTERDAY}&search=1")
    assert "Rows 1 to 1,000 of 10,000, sorted as a whole." in said(app)
    assert not drawn("overview", f"{YESTERDAY}&search=1234").pagination


def test_a_browser_from_before_a_restart_gets_the_page_of_the_table_that_it_shows() -> None:
    before = drawn("overview", YESTERDAY)
    before.pagination[0].set_value(EXTENSIONS // ROWS_PER_PAGE).run()
    app = pages.opened("overview", YESTERDAY)
    app._run(before._tree.get_widget_states())  # noqa: SLF001  as a browser does that reconnects
    assert "Rows 9,001 to 10,000 of 10,000, sorted as a whole." in said(app)
    assert table(app)["extension"].tolist() == table(before)["extension"].tolist()


def test_the_charts_of_the_overview_name_the_top_and_add_the_others_up() -> None:
    app = drawn("overview", YESTERDAY)
    assert app.toggle(key="show_all").label == "Show the busiest 1,000 of 10,000 extensions"
    (volume, bars), *others = charts(app)
    sentences = "\n".join(words for words, _ in others)
    assert f"{ANSWERED + UNANSWERED + EXTENSIONS:,} calls at 10,000 extensions" in volume
    assert "at 10,000 extensions" in sentences
    assert "of 10,000 extensions" in sentences
    assert "of 10,000 carry" in sentences
    assert bars["layout"]["yaxis"]["ticktext"][-1] == "9,975 others"
    assert sum(bars["data"][0]["x"]) == ANSWERED


def test_as_many_bars_as_can_be_told_apart_can_be_shown() -> None:
    (_, bars), *_ = charts(drawn("overview", YESTERDAY, "show_all"))
    assert len(bars["data"][0]["x"]) == MOST_POINTS + 1
    assert bars["layout"]["yaxis"]["ticktext"][-1] == "9,000 others"
    assert sum(bars["data"][0]["x"]) == ANSWERED


def test_a_trend_has_the_sum_of_all_each_day(access: DataAccess) -> None:
    fetched(access, TWO_DAYS, Grain.DAY)
    days = table(drawn("trends", TWO_DAYS, "as_tables"))
    assert list(days["Inbound answered"]) == [f"{ANSWERED:,}"] * 2
    assert list(days["Inbound unanswered"]) == [f"{UNANSWERED:,}"] * 2
    one = table(drawn("trends", f"{TWO_DAYS}&extension=10299", "as_tables"))
    assert list(one["Inbound answered"]) == ["299"] * 2


def test_the_hours_add_all_of_them_up(access: DataAccess) -> None:
    fetched(access, TWO_HOURS, Grain.HOUR)
    app = drawn("hours", f"{TWO_HOURS}&by_hour=talk", "hours_table_day")
    seconds = round(2 * TALK_SECONDS)
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    assert f"|{clock} on the phone over 2 hours|" in lines(app)


def test_the_workload_has_the_talk_time_of_all() -> None:
    app = drawn("workload", YESTERDAY)
    minutes = round(TALK_SECONDS / 60)
    assert f"|Talk time|{minutes // 60:,} h {minutes % 60} min|" in lines(app)
    assert sum(len(rows) for rows in paged(app)) == EXTENSIONS
    assert len(on_paper(app).rows) == EXTENSIONS
    assert len(app.multiselect(key="picked").options) == 1_000


def test_the_rates_are_of_all() -> None:
    app = drawn("rates", YESTERDAY)
    share = ANSWERED / (ANSWERED + UNANSWERED)
    assert f"the group's pick-up rate of {100 * share:.1f} %" in lines(app)
    cells = [cell for rows in paged(app) for cell in rows["Answered"]]
    assert sum(int(cell.split(" of ")[0]) for cell in cells) == ANSWERED
    ((_, funnel),) = charts(app)
    assert len(funnel["data"][-1]["x"]) <= 1_000


def test_the_explorer_shows_all_rows() -> None:
    app = drawn("explorer", YESTERDAY)
    assert "|10,000 rows|" in lines(app)
    rows = [list(row) for row in on_paper(app).rows]
    assert len({row[0] for row in rows}) == len(rows) == EXTENSIONS
    answered = list(table(app).columns).index("InboundAnsweredCount")
    assert sum(int(row[answered]) for row in rows) == ANSWERED
    # a run for each of the pages between them would read the whole response again
    for page in (EXTENSIONS // ROWS_PER_PAGE, 1):
        app.pagination[0].set_value(page).run()
        assert table(app).to_numpy().tolist() == rows[: page * ROWS_PER_PAGE][-ROWS_PER_PAGE:]


def test_the_explorer_says_which_part_of_them_it_shows_as_json() -> None:
    app = drawn("explorer", f"{YESTERDAY}&show=json")
    assert "Rows 1 to 100 of 10,000, as received" in said(app)
    assert len(json.loads(app.json[0].value)) == 100


def test_the_chart_of_the_explorer_says_which_part_of_the_rows_it_draws() -> None:
    link = f"{YESTERDAY}&show=chart&y=InboundAnsweredCount"
    ((words, points),) = charts(drawn("explorer", f"{link}&x=InboundUnansweredCount"))
    assert "10,000 rows" in words
    title = points["layout"]["xaxis"]["title"]["text"]
    assert f"{len(points['data'][0]['y']):,} of 10,000 rows drawn" in title
    assert len(points["data"][0]["y"]) <= MOST_POINTS
    ((_, bars),) = charts(drawn("explorer", f"{link}&x=Dn"))
    assert "the first 200 of 10,000 rows" in bars["layout"]["xaxis"]["title"]["text"]
    assert len(bars["data"][0]["x"]) == 200


def test_the_connection_page_counts_them() -> None:
    assert "|The last 24 hours of one group: 10,000 extensions.|" in lines(drawn("connection", ""))


def test_the_longest_names_fit_into_a_message() -> None:
    """The PBX takes 50 characters for each of two names; outside Latin one takes four bytes."""
    long = [row | {"DisplayName": f"{'𐎠' * 50} {row['Dn']:𐎡>50}"} for row in ROWS]
    with FaultServer() as served, dashboard_over(served, SetClock(NOON)):
        served.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        served.script(REPORT, faults.listing(long))
        drawn("overview", YESTERDAY, "show_all")
        drawn("explorer", f"{YESTERDAY}&show=chart")
        drawn("explorer", YESTERDAY)


def test_differences_at_all_of_them_are_counted() -> None:
    odd = [row | {"InboundAnsweredCount": 0} for row in ROWS]
    with FaultServer() as served, dashboard_over(served, SetClock(NOON)) as over:
        served.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        served.script(REPORT, faults.listing(odd))
        fetched(over, YESTERDAY, Grain.DAY)
        app = drawn("trends", YESTERDAY)
    assert "10,000 differences explained" in said(app)
