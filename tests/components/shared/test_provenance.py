"""Where the numbers of a page come from: the same panel on every page."""

from __future__ import annotations

import json

import pytest

from components.shared.provenance import cost_words
from telephony.metrics.registry import METRICS
from tests.support.office import SALES
from tests.support.pages import arrived, draw_view, files, open_popover, said, written

pytestmark = pytest.mark.usefixtures("office_installed")

PAGES = ("overview", "changes", "trends", "hours")
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}


@pytest.mark.parametrize("page", PAGES)
def test_the_panel_lists_the_requests_once_it_is_opened(page: str) -> None:
    app = arrived(draw_view(page, group=SALES, **WEEK))
    assert not app.code
    open_popover(app, "provenance")
    assert not app.exception
    assert "**Shown**" in said(app).splitlines()
    assert app.code[0].value.startswith("GET ")
    text = written(app)
    assert "Call area: all calls (callArea=0)." in text
    assert "Last updated " in text


def test_what_each_figure_means_is_a_file_of_its_own() -> None:
    name, written_file = files(draw_view("overview", group=SALES), "provenance")["JSON"]
    assert name.startswith("figures_Sales")
    assert name.endswith(".json")
    content = json.loads(written_file())
    assert [row["figure"] for row in content["rows"]] == [one.label for one in METRICS.values()]
    assert {row["formula"] for row in content["rows"]} == {one.formula for one in METRICS.values()}
    assert content["about"]["contents"] == "what each metric means"


def test_what_a_response_took_is_counted_in_words() -> None:
    assert cost_words(0.0124, 3456) == "12 ms · 3,456 bytes"
    assert cost_words(0.0124, 1) == "12 ms · 1 byte"
