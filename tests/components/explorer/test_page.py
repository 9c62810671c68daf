"""The explorer: filter as rows and as text, what is wrong at its place, options, every format."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from telephony.explore.exploration import ResultView
from tests.support import pages
from tests.support.drawn_explorer import DrawnExplorer
from tests.support.office import SALES, Figures, counted, days
from tests.support.pages import charts

pytestmark = pytest.mark.usefixtures("office_installed")

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
FIGURES = counted(SALES, **days(*WEEK.values()))
EVERYBODY = sorted(FIGURES)
LIMIT = sorted(row.inbound_answered for row in FIGURES.values())[len(FIGURES) // 2]


@pytest.fixture
def explorer() -> DrawnExplorer:
    return DrawnExplorer(group=SALES, **WEEK)


def matching(holds: Callable[[Figures], bool]) -> list[str]:
    found = [extension for extension in EVERYBODY if holds(FIGURES[extension])]
    assert 0 < len(found) < len(EVERYBODY), "a filter that chooses nothing proves nothing"
    return found


def test_rows_of_the_builder_become_text_and_choose_extensions(explorer: DrawnExplorer) -> None:
    assert explorer.extensions() == EVERYBODY
    explorer.press("Add row")
    explorer.set("number_input", "rule_0_0_value_number", LIMIT)
    assert explorer.filter == f"InboundAnsweredCount gt {LIMIT}"
    assert explorer.extensions() == matching(lambda row: row.inbound_answered > LIMIT)
    explorer.press("Add row")
    explorer.set("selectbox", "rule_0_1_field", "OutboundAnsweredTalkingDur")
    explorer.set("selectbox", "rule_0_1_operator", "ge")
    explorer.set("text_input", "rule_0_1_value_text", "0:45:00")
    joiner = explorer.app.segmented_control(key="group_joiner_0")
    assert joiner.options == ["Match all", "Match any"]
    explorer.set("segmented_control", "group_joiner_0", "or")
    explorer.set("checkbox", "rule_0_0_not", True)
    assert explorer.filter == (
        f"not (InboundAnsweredCount gt {LIMIT}) or OutboundAnsweredTalkingDur ge duration'PT45M'"
    )
    assert explorer.parameters["filter"] == [explorer.filter]
    assert explorer.extensions() == matching(
        lambda row: row.inbound_answered <= LIMIT or row.outbound_talk_us >= 45 * 60 * 1_000_000
    )
    assert "The PBX applied $filter." in " ".join(explorer.notices)


def test_text_becomes_rows_of_the_builder(explorer: DrawnExplorer) -> None:
    explorer.write_filter("Dn in ('101','102') or contains(DisplayName,'Weiß')")
    with_filter = explorer.parameters
    assert explorer.app.selectbox(key="rule_0_0_field").value == "Dn"
    assert explorer.app.selectbox(key="rule_0_1_operator").value == "contains"
    assert explorer.app.text_input(key="rule_0_1_value_text").value == "Weiß"
    explorer.press("Clear filter")
    assert explorer.filter == ""
    assert "filter" not in explorer.parameters
    explorer.go_to(with_filter)
    assert explorer.filter == "Dn in ('101','102') or contains(DisplayName,'Weiß')"


def test_a_text_that_rows_cannot_say_stays_text_and_works(explorer: DrawnExplorer) -> None:
    explorer.write_filter("InboundAnsweredCount gt OutboundAnsweredCount")
    assert any("stays text" in words for words in explorer.notices)
    assert explorer.extensions() == matching(
        lambda row: row.inbound_answered > row.outbound_answered
    )


def test_a_slip_is_shown_at_its_place_and_nothing_is_sent(explorer: DrawnExplorer) -> None:
    explorer.write_filter("Dn ne '1' and InboundAnswerdCount gt 0")
    assert explorer.code[0].splitlines() == [
        "Dn ne '1' and InboundAnswerdCount gt 0",
        "              ^^^^^^^^^^^^^^^^^^^",
    ]
    assert explorer.says("No request was sent. Fix the errors above in: filter.")
    assert explorer.number_of_rows == ""
    assert not [one for one in explorer.app.dataframe if one.proto.id.endswith("-explored_rows")]
    [suggestion] = [one for one in explorer.app.button if one.key == "apply_filter"]
    assert suggestion.help == "Apply suggestion"
    explorer.press("Did you mean InboundAnsweredCount?")
    assert explorer.filter == "Dn ne '1' and InboundAnsweredCount gt 0"
    assert explorer.extensions() == matching(lambda row: row.inbound_answered > 0)


def test_what_is_wrong_can_be_sent_and_the_pbx_says_why_not(explorer: DrawnExplorer) -> None:
    explorer.write_filter("Nothing gt 0")
    explorer.set("toggle", "send_anyway", True)
    [words] = [words for words in explorer.notices if "Nothing" in words and "PBX" in words]
    assert "status 400" in words
    assert "Could not find a property named 'Nothing'" in words


def test_what_is_no_number_cannot_be_sent_as_one() -> None:
    explorer = DrawnExplorer(group=SALES, **WEEK, top="ten", search="anna")
    assert "“ten” is not a whole number" in " ".join(explorer.notices)
    explorer.set("toggle", "send_anyway", True)
    assert explorer.notices[-1] == "This query cannot be sent. Fix the errors above."
    explorer.set("text_input", "top_text", "2")
    assert explorer.parameters["top"] == ["2"]


def test_pages_of_so_many_rows_show_each_row_once(explorer: DrawnExplorer) -> None:
    explorer.set("number_input", "top_number", 5)
    assert explorer.number_of_rows.startswith(f"5 rows of {len(EVERYBODY)}")
    pages = [explorer.extensions()]
    while len(pages) * 5 < len(EVERYBODY):
        explorer.turn_to(len(pages) + 1)
        pages.append(explorer.extensions())
    assert [extension for page in pages for extension in page] == EVERYBODY
    assert explorer.parameters["skip"] == ["10"]


def test_a_link_brings_every_option() -> None:
    explorer = DrawnExplorer(
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
    assert explorer.extensions() == busiest[1:4]
    assert list(explorer.rows()[0])[:3] == ["extension", "display_name", "inbound_answered"]
    assert explorer.number_of_rows == (
        f"3 rows of {len(EVERYBODY) - 1} that match, {len(EVERYBODY)} in the group"
    )


def test_every_format_has_the_rows_shown_and_a_workbook_says_the_question() -> None:
    fields = "DisplayName,InboundAnsweredCount"
    explorer = DrawnExplorer(
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
    linked = DrawnExplorer(**parse_qs(urlsplit(told["about"]["link"]).query))
    assert linked.extensions() == right


def test_the_rows_come_as_json_and_as_a_chart_too(explorer: DrawnExplorer) -> None:
    explorer.set("segmented_control", "result_view", ResultView.JSON)
    [received] = explorer.app.json
    assert [row["Dn"] for row in json.loads(received.value)] == EVERYBODY
    explorer.set("segmented_control", "result_view", ResultView.CHART)
    explorer.set("selectbox", "chart_x", "DisplayName")
    explorer.set("selectbox", "chart_y", "InboundAnsweredCount")
    [bars] = charts(explorer.app)["chart_of_two"]
    assert bars["x"] == [FIGURES[extension].inbound_answered for extension in EVERYBODY]
    assert explorer.parameters["show"] == ["chart"]


def test_an_emptied_number_is_no_number(explorer: DrawnExplorer) -> None:
    explorer.set("number_input", "top_number", 2)
    explorer.set("number_input", "skip_number", 1)
    assert explorer.extensions() == EVERYBODY[1:3]
    explorer.set("number_input", "skip_number", None)
    explorer.set("number_input", "top_number", None)
    assert not {"top", "skip"} & set(explorer.parameters)
    assert explorer.extensions() == EVERYBODY


def test_columns_and_several_orders_are_picked_from_the_fields(explorer: DrawnExplorer) -> None:
    explorer.set("multiselect", "select_names", ["DisplayName"])
    explorer.set("multiselect", "orderby_names", ["InboundUnansweredCount desc"])
    explorer.set("multiselect", "orderby_names", ["InboundUnansweredCount desc", "Dn desc"])
    assert explorer.parameters["orderby"] == ["InboundUnansweredCount desc,Dn desc"]
    by_number = sorted(EVERYBODY, reverse=True)
    right = sorted(by_number, key=lambda one: -FIGURES[one].inbound_unanswered)
    assert explorer.extensions() == right
    first, *_ = explorer.rows()
    assert list(first)[:2] == ["extension", "display_name"]
    assert "inbound_answered" not in first


def test_words_are_searched_for_and_the_count_can_be_left_out(explorer: DrawnExplorer) -> None:
    explorer.set("text_input", "search_text", f"{EVERYBODY[0]} OR {EVERYBODY[3]}")
    assert explorer.extensions() == [EVERYBODY[0], EVERYBODY[3]]
    explorer.set("toggle", "count_toggle", False)
    assert explorer.parameters["count"] == ["false"]
    explorer.set("text_input", "search_text", "")
    assert explorer.extensions() == EVERYBODY


def test_the_reference_is_sent_to_who_opens_it(explorer: DrawnExplorer) -> None:
    names = ["Fields", "Values", "Operators", "Functions", "Search", "Order", "Options"]

    def reference() -> dict[str, pd.DataFrame]:
        return {
            one.proto.alt: one.value for one in explorer.app.dataframe if one.proto.alt in names
        }

    assert not reference()
    pages.open_popover(explorer.app, "reference")
    assert list(reference()) == names
    assert "InboundAnsweredCount" in set(reference()["Fields"]["Syntax"])
    assert "$filter" in set(reference()["Options"]["Option"])


def test_what_cannot_be_expanded_is_said_at_its_place(explorer: DrawnExplorer) -> None:
    explorer.set("text_input", "expand_text", "Members")
    assert explorer.code[0] == "Members\n^^^^^^^"
    assert "no related records" in explorer.notices[0]
