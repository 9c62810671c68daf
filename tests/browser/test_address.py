"""The address holds the view: one entry and one run per change, back and forth, from outside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog

from tests.browser.overview_page import Overview
from tests.support import words
from tests.support.chromium import Visit
from tests.support.hostile_links import HOSTILE, PARAMETERS
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days, members, name_of
from tests.support.processes import Server

# What turns these to the search, which stands on the page in letters: markup and Markdown.
MARKUP = [
    (place - PARAMETERS.index("search")) % len(HOSTILE)
    for place, value in enumerate(HOSTILE)
    if "<img" in value or "![" in value
]
BRANDT = next(number for number in members(QUOTED) if name_of(number).endswith(" Brandt"))
WEEK = {"from": "2026-03-25", "to": "2026-03-31"}


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


def history(page: Overview) -> int:
    """How many entries it has: no more than fifty, whatever happens."""
    length: int = page.page.evaluate("history.length")
    return length


def totals(first: str, last: str, area: str | None = None) -> dict[str, str]:
    """The cards of the first group and of whole days."""
    rows = counted(QUOTED, **days(first, last), area=area)
    return words.british(words.cards(Figures.total(rows.values())))


def test_each_change_is_one_run_and_one_entry_that_back_undoes_and_forward_redoes(
    own_page: Overview,
) -> None:
    own_page.page.goto("about:blank")
    entries = history(own_page)
    own_page.visit.open()
    assert own_page.question.startswith(QUOTED)
    assert history(own_page) == entries + 1
    assert own_page.visit.runs == ["page"]
    own_page.choose("Period", "Yesterday")
    own_page.visit.runs.clear()
    # of one day, and of more than a quarter, no days are read: the page need not run again for them
    own_page.choose("Period", "This year")
    own_page.press("area", "External")
    assert own_page.visit.runs == ["page"] * 2
    yesterday = totals("2026-03-31", "2026-03-31")
    # the PBX has today's calls to come already
    year, external = (totals("2026-01-01", "2026-04-01", area) for area in (None, "external"))
    assert own_page.cards() == external
    for before in (year, yesterday):
        with own_page.visit.change():
            own_page.page.go_back()
        own_page.visit.eventually(own_page.cards, before)
    chosen = own_page.page.locator(".st-key-area").get_by_role("radio", name="All")
    own_page.visit.eventually(chosen.is_checked, expected=True)
    for after in (year, external):
        with own_page.visit.change():
            own_page.page.go_forward()
        own_page.visit.eventually(own_page.cards, after)
    with own_page.changing():
        own_page.visit.runs.clear()
        own_page.press("direction", "Outbound")
        own_page.search("brandt")
        own_page.toggle_quiet()
        assert own_page.visit.runs == ["page"] * 3
    assert history(own_page) == entries + 7
    own_page.visit.runs.clear()
    with own_page.visit.change():
        own_page.click_bar("volume", BRANDT)
    assert history(own_page) == entries + 8
    assert own_page.visit.runs == ["fragments"]
    assert own_page.visit.parameters == {
        "group": [QUOTED],
        "range": ["this_year"],
        "area": ["external"],
        "direction": ["outbound"],
        "search": ["brandt"],
        "quiet": ["hide"],
        "selected": [BRANDT],
    }
    own_page.page.evaluate("history.go(-8)")  # nobody who leaves is held back
    own_page.page.wait_for_url("about:blank")


def test_what_was_typed_counts_when_a_click_beside_the_controls_closes_them(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, **WEEK)
    at_office.open_panel("filters")
    at_office.panel.get_by_label("Find an extension").fill("ito")
    at_office.panel.get_by_text("Press Enter to apply").wait_for()  # now the field knows of it
    at_office.page.locator(".card").first.click()  # which waits until nothing lies over it
    at_office.visit.eventually(lambda: at_office.chips, ["found by “ito” ✕"])
    at_office.visit.eventually(at_office.panel.count, 0)
    assert at_office.visit.parameters["search"] == ["ito"]


def test_a_link_to_another_page_keeps_its_frame_and_leads_back_to_the_view(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SUPPORT, area="internal")
    before = at_office.cards()
    with at_office.visit.change():
        at_office.visit.turn_to("Admin", "Connection")
    at_office.page.get_by_role("button", name="Test again").wait_for()
    with at_office.visit.change():
        at_office.visit.turn_to("Calls", "Overview")
    at_office.visit.eventually(at_office.cards, before)
    assert at_office.visit.parameters["area"] == ["internal"]


def test_hostile_values_in_all_parameters_at_once_leave_the_page_working(
    at_office: Overview, office_server: Server
) -> None:
    """Each value stands in the search once in a browser; what the page makes of it is elsewhere."""

    def refuse(dialog: Dialog) -> None:
        pytest.fail(dialog.message)

    at_office.page.on("dialog", refuse)
    for turn in MARKUP:
        turned = (*HOSTILE[turn:], *HOSTILE[:turn])
        everywhere = dict(zip(PARAMETERS, turned, strict=True))
        at_office.visit.move(group=SALES, **everywhere, selected=[*HOSTILE, "102"])
        assert at_office.question.startswith(f"{SALES} · last 7 days")
        assert any("area: “" in notice for notice in at_office.notices)
        assert list(at_office.cards()) == list(words.cards(Figures()))
        assert at_office.page.locator("[data-testid=stException]").count() == 0
    assert "Traceback" not in office_server.log()
    at_office.page.remove_listener("dialog", refuse)
