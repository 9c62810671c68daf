"""The explorer: filter as rows and as text, what is wrong at its place, verdicts, saved queries."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import openpyxl
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Visiting, demo_pbx
from tests.browser.explored import Explorer
from tests.browser.overview import Overview
from tests.support.chromium import Visit
from tests.support.connected import settings
from tests.support.office import SALES, Figures, counted, days
from tests.support.processes import Server, dashboard

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
FIGURES = counted(SALES, **days(*WEEK.values()))
EVERYBODY = sorted(FIGURES)
LIMIT = sorted(row.inbound_answered for row in FIGURES.values())[len(FIGURES) // 2]


@pytest.fixture
def exploring(desk: BrowserContext) -> Iterator[Callable[[Server], Explorer]]:
    """Opens explorers; at the end none of them may have asked elsewhere or complained."""
    with ExitStack() as pages:
        opened: list[Explorer] = []

        def explore(server: Server) -> Explorer:
            opened.append(Explorer(Visit(desk, server.url)))
            pages.callback(opened[-1].page.close)
            return opened[-1]

        yield explore
        assert [words for explorer in opened for words in explorer.complaints()] == []


@pytest.fixture
def at_explorer(at_office: Overview) -> Explorer:
    """The explorer in the file's tab."""
    return Explorer(at_office.visit)


@pytest.fixture
def own_explorer(own_page: Overview) -> Explorer:
    """For what no address holds: that something wrong is to be sent."""
    return Explorer(own_page.visit)


@pytest.fixture
def office_week(at_explorer: Explorer) -> Explorer:
    return at_explorer.move(group=SALES, **WEEK)


@pytest.fixture(scope="module")
def careless() -> Iterator[Server]:
    """A dashboard over a PBX that ignores every order and fails at every filter."""
    with (
        demo_pbx("--ignore-orderby", "--fail-filter", "--extensions", "12") as origin,
        dashboard(environment=settings(origin)) as server,
    ):
        yield server


def matching(holds: Callable[[Figures], bool]) -> list[str]:
    found = [extension for extension in EVERYBODY if holds(FIGURES[extension])]
    assert 0 < len(found) < len(EVERYBODY), "a filter that chooses nothing proves nothing"
    return found


def test_rows_of_the_builder_become_text_and_choose_extensions(office_week: Explorer) -> None:
    assert office_week.extensions() == EVERYBODY
    office_week.press("Add row")
    office_week.type("rule_0_0_value_number", str(LIMIT))
    office_week.says(f"InboundAnsweredCount gt {LIMIT}")
    assert office_week.extensions() == matching(lambda row: row.inbound_answered > LIMIT)
    office_week.press("Add row")
    office_week.choose("rule_0_1_field", "OutboundAnsweredTalkingDur")
    office_week.choose("rule_0_1_operator", "≥")
    office_week.type("rule_0_1_value_text", "0:45:00")
    office_week.pick("group_joiner_0", "any of these")
    office_week.click("rule_0_0_not")
    office_week.says(
        f"not (InboundAnsweredCount gt {LIMIT}) or OutboundAnsweredTalkingDur ge duration'PT45M'"
    )
    assert office_week.visit.parameters["filter"] == [office_week.filter]
    assert office_week.extensions() == matching(
        lambda row: row.inbound_answered <= LIMIT or row.outbound_talk_us >= 45 * 60 * 1_000_000
    )
    assert "The PBX did what was asked: $filter." in " ".join(office_week.notices)


def test_text_becomes_rows_of_the_builder(office_week: Explorer) -> None:
    office_week.write_filter("Dn in ('101','102') or contains(DisplayName,'Weiß')")
    page = office_week.page
    assert page.locator(".st-key-rule_0_0_field input").input_value() == "Dn"
    assert page.locator(".st-key-rule_0_1_operator input").input_value() == "contains"
    assert page.locator(".st-key-rule_0_1_value_text input").input_value() == "Weiß"
    office_week.press("Clear filter")
    office_week.says("")
    office_week.visit.page.go_back()
    office_week.visit.eventually(lambda: "Weiß" in office_week.filter, True)


def test_a_text_that_rows_cannot_say_stays_text_and_works(office_week: Explorer) -> None:
    office_week.write_filter("InboundAnsweredCount gt OutboundAnsweredCount")
    assert any("stays text" in words for words in office_week.notices)
    assert office_week.extensions() == matching(
        lambda row: row.inbound_answered > row.outbound_answered
    )


def test_a_slip_is_shown_at_its_place_and_nothing_is_sent(office_week: Explorer) -> None:
    office_week.write_filter("Dn ne '1' and InboundAnswerdCount gt 0")
    pointed = office_week.page.locator(".st-key-finding_filter code").inner_text()
    assert pointed.splitlines() == [
        "Dn ne '1' and InboundAnswerdCount gt 0",
        "              ^^^^^^^^^^^^^^^^^^^",
    ]
    assert "Nothing was sent" in office_week.page.locator(".st-key-unsent").inner_text()
    assert not office_week.page.locator(".st-key-above_result").count()
    office_week.press("Did you mean InboundAnsweredCount?")
    office_week.says("Dn ne '1' and InboundAnsweredCount gt 0")
    assert office_week.extensions() == matching(lambda row: row.inbound_answered > 0)


def test_what_is_wrong_can_be_sent_and_the_pbx_says_why_not(own_explorer: Explorer) -> None:
    own_explorer.open(group=SALES, **WEEK)
    own_explorer.write_filter("Nothing gt 0")
    own_explorer.click("send_anyway")
    [words] = [words for words in own_explorer.notices if "Nothing" in words and "PBX" in words]
    assert "status 400" in words
    assert "Could not find a property named 'Nothing'" in words


def test_what_is_no_number_cannot_be_sent_as_one(
    own_explorer: Explorer,
) -> None:
    explorer = own_explorer.open(group=SALES, **WEEK, top="ten", search="anna")
    assert "“ten” is not a whole number" in " ".join(explorer.notices)
    explorer.click("send_anyway")
    assert "cannot be sent even as it is" in explorer.notices[-1]
    explorer.type("top_text", "2")
    explorer.visit.eventually(lambda: explorer.visit.parameters["top"], ["2"])


def test_pages_of_so_many_rows_show_each_row_once(office_week: Explorer) -> None:
    office_week.type("top_number", "5")
    assert office_week.number_of_rows.startswith(f"5 rows of {len(EVERYBODY)}")
    pages = [office_week.extensions()]
    while len(pages) * 5 < len(EVERYBODY):
        with office_week.visit.change():
            office_week.page.get_by_role("button", name="Next page").click()
        pages.append(office_week.extensions())
    assert [extension for page in pages for extension in page] == EVERYBODY
    assert office_week.visit.parameters["skip"] == ["10"]


def test_a_link_brings_every_option(
    at_explorer: Explorer,
) -> None:
    explorer = at_explorer.move(
        group=SALES,
        **WEEK,
        filter="InboundAnsweredCount ge 0",
        search="NOT 100",
        select="DisplayName,InboundAnsweredCount",
        orderby="InboundAnsweredCount desc,Dn",
        top="3",
        skip="1",
        count="true",
    )
    others = (extension for extension in EVERYBODY if extension != "100")
    busiest = sorted(others, key=lambda extension: -FIGURES[extension].inbound_answered)
    rows = explorer.rows()
    assert [row["extension"] for row in rows] == busiest[1:4]
    assert list(rows[0])[:3] == ["extension", "display_name", "inbound_answered"]
    assert explorer.number_of_rows == (
        f"3 rows of {len(EVERYBODY) - 1} that match, {len(EVERYBODY)} in the group"
    )


def test_every_format_has_the_rows_shown_and_a_workbook_says_the_question(
    exploring: Callable[[Server], Explorer], office_server: Server
) -> None:
    fields = "DisplayName,InboundAnsweredCount"
    explorer = exploring(office_server).open(
        group=SALES, **WEEK, select=fields, orderby="InboundAnsweredCount desc,Dn", top="3"
    )
    right = explorer.extensions()
    book = openpyxl.load_workbook(io.BytesIO(explorer.download("Excel")))
    head, *lines = book["Extensions"].values
    assert head == ("Extension", "Name", "Inbound answered")
    assert [line[0] for line in lines] == right
    about = {line[0]: line[1] for line in book["About"].values}
    assert about["Select"] == fields
    assert about["Orderby"] == "InboundAnsweredCount desc,Dn"
    told = json.loads(explorer.download("JSON"))
    assert [line["extension"] for line in told["rows"]] == right
    table = pq.read_table(io.BytesIO(explorer.download("Parquet")))
    assert table.column("extension").to_pylist() == right
    explorer.visit.go(told["about"]["link"])
    assert explorer.extensions() == right


def test_the_rows_come_as_json_and_as_a_chart_too(office_week: Explorer) -> None:
    office_week.pick("look", "JSON")
    assert office_week.page.locator("[data-testid=stJson]").count() == 1
    office_week.pick("look", "Chart")
    office_week.choose("chart_x", "DisplayName")
    office_week.choose("chart_y", "InboundAnsweredCount")
    lengths = "plot => Array.from(plot._fullData[0].x)"
    plot = office_week.page.locator(".st-key-chart_of_two .js-plotly-plot")
    expected = [FIGURES[extension].inbound_answered for extension in EVERYBODY]
    office_week.visit.eventually(lambda: plot.evaluate(lengths), expected)
    assert office_week.visit.parameters["show"] == ["chart"]


def test_a_saved_query_outlives_the_page(visiting: Visiting, office_server: Server) -> None:
    first = Explorer(visiting(office_server).visit).open(group=SALES, **WEEK)
    first.write_filter("Dn eq '101'")
    first.open_panel("Saved")
    first.type("query_name", "Only *one*")
    first.press("Save")
    saved = "localStorage.getItem('threecx-dashboard.queries')"
    first.visit.until(lambda: bool(first.page.evaluate(saved)))
    assert [entry["name"] for entry in json.loads(first.page.evaluate(saved))] == ["Only *one*"]
    assert first.complaints() == []
    first.page.close()
    later = Explorer(visiting(office_server).visit).open()
    later.open_panel("Saved")
    later.page.get_by_role("button", name="Only *one*").click()
    later.visit.eventually(lambda: later.visit.parameters.get("filter"), ["Dn eq '101'"])
    later.visit.eventually(later.extensions, ["101"])
    later.page.evaluate("localStorage.clear()")  # which all tests share


def test_an_ignored_order_is_named_and_the_right_rows_are_shown(
    exploring: Callable[[Server], Explorer], careless: Server
) -> None:
    explorer = exploring(careless).open(group="GRP0000", range="last_7_days", orderby="Dn desc")
    received = explorer.rows()
    assert any("$orderby (order): ignored." in words for words in explorer.notices)
    numbers = [row["extension"] for row in received]
    assert numbers == sorted(numbers, reverse=True)
    explorer.pick("rows", "As received")
    assert explorer.extensions() == sorted(numbers)
    assert explorer.visit.parameters["rows"] == ["received"]


def test_a_filter_that_fails_is_named_and_the_right_rows_are_shown(
    exploring: Callable[[Server], Explorer], careless: Server
) -> None:
    explorer = exploring(careless).open(group="GRP0000", range="last_7_days")
    everybody = explorer.rows()
    limit = sorted(int(row["inbound_answered"]) for row in everybody)[6]
    right = [row for row in everybody if int(row["inbound_answered"]) > limit]
    explorer.write_filter(f"InboundAnsweredCount gt {limit}")
    [notice] = explorer.notices
    assert "$filter: refused. The PBX answered with status 500 without a word." in notice
    assert [row["extension"] for row in right] == explorer.extensions()
    explorer.pick("look", "JSON")
    assert "The PBX sent no rows." in explorer.notices[-1]
