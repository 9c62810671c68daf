"""The frame is the same on every page: the row of controls, the title, the active filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from server.routes import EXPORTS
from telephony.export.formats import Format
from tests.support import pages
from tests.support.office import QUOTED, SALES
from threecx_dashboard import __version__

pytestmark = pytest.mark.usefixtures("office_installed")

TITLES = {
    "overview": "Overview",
    "extension": "Extension",
    "changes": "What changed",
    "groups": "Groups",
    "trends": "Trends",
    "hours": "Time of day",
    "workload": "Workload",
    "rates": "Is the difference real?",
    "explorer": "Explorer",
}
FILES = {
    "overview": ["extensions"],
    "extension": ["extension"],
    "trends": ["days"],
    "hours": ["hours"],
    "changes": ["changes"],
    "workload": ["workload", "traffic"],
    "rates": ["rates"],
    "groups": ["groups"],
    "explorer": [],
}
DAY = {"from": "2026-03-31", "to": "2026-03-31"}
FILTERED = {"search": "zoe", "quiet": "hide", "filter": "InboundUnansweredCount gt 0"}
# Nothing in the address but the report, all groups, one extension, days of any zone, a query.
OWN_ADDRESSES = ("overview", "groups", "extension", "trends", "explorer")
WITH_SEARCH = sorted(TITLES.keys() - {"explorer", "hours"})


def controls(app: AppTest) -> list[str]:
    """The labels of the widgets in the row, from left to right."""
    [row] = [block for block in walk(app.main) if key_of(block) == "bar"]
    return [one.label for one in walk(row) if getattr(one, "label", "")]


def walk(block: Any) -> list[Any]:
    found = []
    for child in getattr(block, "children", {}).values():
        found += [child, *walk(child)]
    return found


def key_of(block: Any) -> str:
    proto = getattr(block, "proto", None)
    return str(getattr(proto, "id", "")).rsplit("-", 1)[-1]


def number_of_filters(app: AppTest) -> str:
    [button] = [one for one in walk(app.main) if key_of(one) == "filters"]
    return str(button.proto.popover.label)


def drawn(page: str, **filters: str) -> AppTest:
    """A page of Sales and a day; that of one extension of nobody, whose days need no loading."""
    whom = {"extension": "nobody"} if page == "extension" else {}
    return pages.draw_view(page, group=SALES, **DAY, **whom, **filters)


@pytest.mark.parametrize("page", TITLES)
def test_each_page_has_the_same_row_its_files_and_each_control_in_the_address_at_once(
    page: str,
) -> None:
    app = drawn(page)
    group = "Group" if page == "explorer" else "Groups"
    shown = controls(app)
    assert shown[:5] == [group, "Previous period", "Period", "Next period", "Calls"]
    assert "Refresh" in shown
    offered = pages.page_actions(app)
    assert list(offered["files"]) == FILES[page]
    assert offered["formats"].keys() == {form.suffix for form in Format}
    assert f"<h1>{TITLES[page].replace('&', '&amp;')}</h1>" in pages.written(app)
    # all three before the run: a run for each would load all that the page is about anew
    if page == "explorer":
        app.selectbox(key="group").set_value(QUOTED)
    else:
        app.multiselect(key="groups").set_value([QUOTED])
    app.segmented_control(key="area").set_value("external")
    pages.choose(app, "selectbox", "range", "yesterday")
    assert shared(app) == {"group": [QUOTED], "area": ["external"], "range": ["yesterday"]}


@pytest.mark.parametrize("page", ["hours", "explorer"])
def test_the_steps_are_in_the_address_at_once(page: str) -> None:
    app = pages.draw_view(page, group=SALES, range="yesterday")
    pages.press(app, "Previous period")
    assert shared(app)["from"] == ["2026-03-30"]
    assert app.selectbox(key="range").value == "custom dates"
    pages.press(app, "Next period")
    assert shared(app)["to"] == ["2026-03-31"]


@pytest.mark.parametrize("page", OWN_ADDRESSES)
def test_a_change_that_comes_with_the_address_before_the_last_one_undoes_nothing(page: str) -> None:
    app = drawn(page)
    before = pages.address(app)
    app.segmented_control(key="area").set_value("external").run()
    app.query_params = dict(before)  # the browser has not heard of the change yet
    pages.choose(app, "selectbox", "range", "yesterday")
    changed = {"group": [SALES], "area": ["external"], "range": ["yesterday"]}
    assert shared(app) == changed
    app.query_params = dict(before)
    app.run()  # without a change in the address
    assert shared(app) == changed
    assert app.segmented_control(key="area").value == "external"
    pages.go_to(app, before)
    assert shared(app) == {name: value for name, value in before.items() if name != "extension"}
    assert app.segmented_control(key="area").value == "all"


def test_every_export_is_a_file_of_one_page() -> None:
    assert sorted(name for names in FILES.values() for name in names) == sorted(EXPORTS)


def test_an_extension_that_the_link_does_not_name_has_no_file_yet() -> None:
    app = pages.draw_view("extension", group=SALES, **DAY)
    assert pages.page_actions(app)["files"] == {}


def shared(app: AppTest) -> Mapping[str, list[str]]:
    names = ("group", "range", "from", "to", "area")
    return {name: value for name, value in pages.address(app).items() if name in names}


@pytest.mark.parametrize("page", WITH_SEARCH)
def test_the_button_counts_the_active_filters_and_one_click_clears_them_all(page: str) -> None:
    app = drawn(page, **FILTERED)
    assert len(pages.chips(app)) == 3
    assert number_of_filters(app) == "Filters (3)"
    pages.press(app, "Clear all")
    assert pages.chips(app) == []
    assert number_of_filters(app) == "Filters"
    assert not FILTERED.keys() & pages.address(app).keys()
    assert pages.address(app)["group"] == [SALES]


@pytest.mark.parametrize("page", ["hours", "trends"])
def test_working_hours_and_holidays_are_filters_too(page: str) -> None:
    hours = {"hours": "mon-fri_08:00-17:00", "holidays": "leave_out"}
    app = pages.draw_view(page, group=SALES, **DAY, **hours)
    assert number_of_filters(app) == "Filters (2)"
    pages.press(app, "Clear all")
    assert number_of_filters(app) == "Filters"
    assert not hours.keys() & pages.address(app).keys()


def test_the_filters_are_only_sent_once_somebody_opens_them() -> None:
    app = pages.draw_view("overview", group=SALES, **DAY)
    assert not app.text_input
    pages.open_popover(app, "filters")
    assert [one.label for one in app.text_input] == ["Find an extension", "Filter (OData)"]


def test_own_dates_begin_with_the_days_shown_and_a_wrong_range_says_why() -> None:
    app = pages.draw_view("overview", group=SALES, range="last_week")
    pages.choose(app, "selectbox", "range", "custom date and time")
    assert shared(app)["from"] == ["2026-03-23T00:00"]
    pages.choose(app, "datetime_input", "end", app.datetime_input(key="start").value)
    assert "The previous range is still shown." in pages.said(app)
    assert shared(app)["from"] == ["2026-03-23T00:00"]
    app.session_state["dates"] = False
    app.run()
    pages.open_popover(app, "dates")
    assert re.search("2026-03-30", str(app.datetime_input(key="end").value))


def test_a_new_link_is_in_the_controls_too() -> None:
    app = pages.draw_view("overview", group=SALES, **DAY)
    pages.go_to(app, {"group": [QUOTED], "range": ["today"], "area": ["internal"]})
    assert app.multiselect(key="groups").value == [QUOTED]
    assert app.selectbox(key="range").value == "today"
    assert app.segmented_control(key="area").value == "internal"


def test_the_help_lists_the_keys_of_the_buttons_and_the_version() -> None:
    app = pages.draw_view("overview", group=SALES, **DAY)
    keys = {one.label: one.proto.shortcut.upper() for one in app.button if one.proto.shortcut}
    assert keys == {"Previous period": "P", "Next period": "N", "Refresh": "U", "Help": "H"}
    pages.press(app, "Help")
    help_text = pages.said(app)
    assert __version__ in help_text
    for label, key in keys.items():
        assert re.search(rf"\| `{key}` \| .*{label}", help_text, re.IGNORECASE)
