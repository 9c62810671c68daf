"""The address holds the view: one entry and one run per change, back and forth, from outside."""

from __future__ import annotations

import pytest

from tests.browser import words
from tests.browser.conftest import AT_THE_OFFICE, Visiting, demo_pbx
from tests.browser.overview import Overview, seen
from tests.support import office
from tests.support.connected import settings
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days
from tests.support.processes import Server, dashboard

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "' or 1 eq 1 or Dn eq '",
    "../../../etc/passwd",
    "//example.invalid/@example.invalid",
    "a\r\nX-Injected: yes",
    "a\x00b",
    '=HYPERLINK("http://example.invalid")',
    "![x](http://example.invalid/x.png) [y](http://example.invalid) :red[z] $x$",
    "%2e%2e%2f%00%",
    "\u202egnp.exe",
)
PARAMETERS = (
    "range",
    "from",
    "to",
    "area",
    "search",
    "filter",
    "quiet",
    "direction",
    "sort",
    "column",
)


def history(page: Overview) -> int:
    """How many entries it has: no more than fifty, whatever happens."""
    length: int = page.page.evaluate("history.length")
    return length


def totals(*groups: str, **choice: str) -> dict[str, str]:
    """The cards of whole days."""
    area = choice.pop("area", None)
    rows = counted(*groups, **days(choice["first"], choice["last"]), area=area)
    return words.cards(Figures.total(rows.values()))


def test_each_change_makes_one_run_and_one_entry_in_the_history(own_page: Overview) -> None:
    own_page.visit.open(group=SALES)
    assert own_page.visit.runs == ["page"]
    entries = history(own_page)
    with own_page.changing():
        own_page.visit.runs.clear()
        own_page.choose("Period", "Last month")
        own_page.press("area", "External")
        own_page.press("direction", "Outbound")
        own_page.search("ito")
        own_page.toggle_quiet()
        assert own_page.visit.runs == ["page"] * 5
    assert history(own_page) == entries + 5
    own_page.visit.runs.clear()
    with own_page.visit.change():
        own_page.click_bar("volume", "102")
    assert history(own_page) == entries + 6
    assert own_page.visit.runs == ["fragments"]
    assert own_page.visit.parameters == {
        "group": [SALES],
        "range": ["last_month"],
        "area": ["external"],
        "direction": ["outbound"],
        "search": ["ito"],
        "quiet": ["hide"],
        "selected": ["102"],
    }


def test_what_was_typed_counts_when_a_click_beside_the_controls_closes_them(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, **WEEK)
    at_office.open_panel("change")
    at_office.panel.get_by_label("Find an extension").fill("ito")
    at_office.panel.get_by_text("Press Enter to apply").wait_for()  # now the field knows of it
    at_office.page.locator(".cards").click(position={"x": 5, "y": 5}, force=True)
    at_office.visit.eventually(lambda: at_office.chips, ["found by “ito” ✕"])
    at_office.visit.eventually(at_office.panel.count, 0)
    assert at_office.visit.parameters["search"] == ["ito"]


def test_back_undoes_a_filter_and_forward_redoes_it(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, **WEEK)
    with at_office.changing():
        at_office.press("area", "External")
        at_office.choose("Period", "Last month")
    week = totals(SALES, first="2026-03-25", last="2026-03-31")
    external = totals(SALES, first="2026-03-25", last="2026-03-31", area="external")
    month = totals(SALES, first="2026-03-01", last="2026-03-31", area="external")
    assert at_office.cards() == month
    for move, expected in (
        (at_office.page.go_back, external),
        (at_office.page.go_back, week),
        (at_office.page.go_forward, external),
        (at_office.page.go_forward, month),
    ):
        with at_office.visit.change():
            move()
        at_office.visit.eventually(at_office.cards, expected)
    assert at_office.visit.parameters["range"] == ["last_month"]


def test_the_controls_follow_back(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    with at_office.changing():
        at_office.press("area", "Internal")
    with at_office.visit.change():
        at_office.page.go_back()
    with at_office.changing():
        chosen = at_office.panel.locator(".st-key-area").get_by_role("radio", name="All")
        chosen.wait_for()
        assert chosen.is_checked()


def test_a_bare_address_shows_the_first_group_and_does_not_hold_back_those_who_leave(
    own_page: Overview,
) -> None:
    own_page.page.goto("about:blank")
    entries = history(own_page)
    own_page.visit.open()
    assert own_page.question.startswith(QUOTED)
    assert history(own_page) == entries + 1
    own_page.page.go_back()
    assert own_page.page.url == "about:blank"


def test_the_arrows_step_one_period(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, range="last_month")
    for name, expected, first, last in (
        ("One period back", "1–28 Feb 2026", "2026-02-01", "2026-02-28"),
        ("One period on", "1–31 Mar 2026", "2026-03-01", "2026-03-31"),
        ("One period on", "1–30 Apr 2026", "2026-04-01", "2026-04-30"),
    ):
        with at_office.visit.change():
            at_office.page.get_by_role("button", name=name).click()
        assert expected in at_office.question
        at_office.visit.eventually(at_office.cards, totals(SALES, first=first, last=last))
        assert at_office.visit.parameters["from"] == [first]
        assert at_office.visit.parameters["to"] == [last]


def test_a_link_shows_its_view_as_the_first_request_after_the_start(
    visiting: Visiting, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = office.write(tmp_path_factory.mktemp("first"))
    with (
        demo_pbx("--calls", str(log), "--timezone", office.ZONE) as origin,
        dashboard(AT_THE_OFFICE, settings(origin)) as server,
    ):
        page = visiting(server)
        page.visit.open(group=SUPPORT, area="internal", selected="130", **WEEK)
        rows = counted(SUPPORT, **days(*WEEK.values()), area="internal")
        assert page.cards() == words.cards(Figures.total(rows.values()))
        page.visit.eventually(page.picked_rows, ["130"])
        assert page.page.get_by_role("link", name="Connection").is_visible()
        page.page.close()  # before the server ends, which it would complain about


def test_only_extensions_that_are_there_count_as_picked_out_and_the_others_are_named(
    at_office: Overview,
) -> None:
    stranger = "9![x](http://example.invalid/x.png) :red[z] <b>"
    at_office.visit.move(group=SALES, selected=["102", "999", stranger], search="ito", **WEEK)
    head = at_office.page.locator(".st-key-above_table")
    caption = at_office.page.locator("[data-testid=stCaptionContainer]").filter(
        has_text="Picked out, but not among these extensions"
    )
    unpick = head.get_by_role("button", name="picked out")
    assert unpick.inner_text() == "1 picked out, totals are of all ✕"
    assert seen(caption.inner_text()).endswith(f" extensions: 999, {stranger}.")
    # one that a filter hides is picked out all the same
    at_office.visit.move(group=SALES, selected="102", search="nobody", **WEEK)
    assert unpick.inner_text() == "1 picked out, totals are of all ✕"
    assert caption.count() == 0
    at_office.visit.move(group=SALES, selected="999", **WEEK)
    assert unpick.inner_text() == "0 picked out, totals are of all ✕"
    with at_office.visit.change():
        unpick.click()
    assert "selected" not in at_office.visit.parameters
    at_office.visit.eventually(unpick.count, 0)
    assert caption.count() == 0


def test_a_link_to_another_page_keeps_its_frame_and_leads_back_to_the_view(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SUPPORT, area="internal")
    before = at_office.cards()
    with at_office.visit.change():
        at_office.page.get_by_role("link", name="Connection").click()
    at_office.page.get_by_text("The PBX answers and takes the credentials.").wait_for()
    with at_office.visit.change():
        at_office.page.get_by_role("link", name="Overview").click()
    at_office.visit.eventually(at_office.cards, before)
    assert at_office.visit.parameters["area"] == ["internal"]


def test_a_wrong_parameter_is_named_and_the_rest_of_the_link_works(at_office: Overview) -> None:
    at_office.visit.move(
        group=SALES, area="lunar", direction="sideways", quiet="hide", serch="zoe", **WEEK
    )
    [notice] = at_office.notices
    for named in ("area: “lunar”", "direction: “sideways”", "serch: is not known, search is"):
        assert named in notice
    assert at_office.cards() == totals(SALES, first="2026-03-25", last="2026-03-31")
    assert at_office.chips == ["without quiet extensions ✕"]


def test_a_parameter_of_100_kilobytes_does_no_harm(
    at_office: Overview, office_server: Server
) -> None:
    at_office.visit.move(group=SALES, **WEEK)
    # the server takes no such address, but one that only the page's own history holds
    refused = at_office.page.request.get(f"{office_server.url}/?search={'x' * 100_000}")
    assert refused.status == 400
    at_office.visit.move(group=QUOTED, search="x" * 100_000)
    assert any("search: “xxx" in notice for notice in at_office.notices)
    at_office.visit.eventually(
        at_office.cards, totals(QUOTED, first="2026-03-25", last="2026-03-31")
    )
    assert "Traceback" not in office_server.log()


def test_hostile_values_in_all_parameters_at_once_leave_the_page_working(
    at_office: Overview, office_server: Server
) -> None:
    at_office.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    at_office.visit.move(group=SALES)
    for value in HOSTILE:
        everywhere = {**dict.fromkeys(PARAMETERS, value), "selected": [value, "102"]}
        at_office.visit.move(group=SALES, **everywhere)
        assert at_office.question.startswith(f"{SALES} · last 7 days")
        assert any("area" in notice for notice in at_office.notices)
        assert list(at_office.cards()) == list(words.cards(Figures()))
        assert at_office.page.locator("[data-testid=stException]").count() == 0
    assert "Traceback" not in office_server.log()


def test_a_hostile_group_is_no_group_of_this_pbx(at_office: Overview) -> None:
    at_office.visit.move(group=HOSTILE[1])
    assert any("There is no group" in notice for notice in at_office.notices)
