"""The supervisor's way: a group, a range, filters, figures that agree with the calls themselves."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import words
from tests.browser.conftest import Visiting
from tests.browser.overview import Overview, csv_rows
from tests.support import office
from tests.support.chromium import DESK
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days
from tests.support.processes import Server

pytestmark = pytest.mark.browser

LAST_7_DAYS = days("2026-03-25", "2026-03-31")
LAST_30_DAYS = days("2026-03-02", "2026-03-31")
BAR_PARTS = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")


def shows(page: Overview, rows: dict[str, Figures]) -> None:
    """Cards, table and bars are those of the rows."""
    page.visit.eventually(page.cards, words.cards(Figures.total(rows.values())))
    expected = words.table(rows)
    page.visit.eventually(lambda: columns(page.table(), expected[0]), expected)
    for part in BAR_PARTS:
        lengths = {extension: getattr(row, part) for extension, row in rows.items()}
        name = part.replace("_", " ").capitalize()
        page.visit.eventually(lambda name=name: page.traces("volume")[name].lengths, lengths)


def columns(table: list[dict[str, str]], wanted: dict[str, str]) -> list[dict[str, str]]:
    return [{label: row.get(label, "missing") for label in wanted} for row in table]


def test_a_chosen_group_shows_the_figures_counted_from_its_calls(at_office: Overview) -> None:
    at_office.visit.open()
    with at_office.changing():
        at_office.choose("Groups", SUPPORT)
        at_office.remove_group(QUOTED)  # the first of the list, which a bare address shows
    assert at_office.question.startswith(f"{SUPPORT} · last 7 days (25–31 Mar 2026, Europe/Berlin)")
    shows(at_office, counted(SUPPORT, **LAST_7_DAYS))


def test_two_groups_together_show_a_shared_extension_once(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    with at_office.changing():
        at_office.choose("Groups", QUOTED)
    rows = counted(SALES, QUOTED, **LAST_7_DAYS)
    assert len(rows) == len(office.members(SALES)) + len(office.members(QUOTED)) - 1
    shows(at_office, rows)


def test_each_range_shows_the_calls_of_its_days(at_office: Overview) -> None:
    ranges = {
        "Today": ("2026-04-01", "2026-04-01"),
        "Yesterday": ("2026-03-31", "2026-03-31"),
        "Last week": ("2026-03-23", "2026-03-29"),
        "Last 30 days": ("2026-03-02", "2026-03-31"),
        "Last month": ("2026-03-01", "2026-03-31"),
        "This year": ("2026-01-01", "2026-12-31"),
    }
    at_office.visit.move(group=SALES)
    with at_office.changing():
        for name, (first, last) in ranges.items():
            at_office.choose("Period", name)
            shows(at_office, counted(SALES, **days(first, last)))


def test_custom_times_show_the_calls_from_the_first_minute_up_to_the_last(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, **{"from": "2026-03-26T08:30", "to": "2026-03-30T12:15"})
    start, end = datetime(2026, 3, 26, 8, 30), datetime(2026, 3, 30, 12, 15)  # noqa: DTZ001
    shows(at_office, counted(SALES, start=start, end=end))


def test_a_call_area_shows_its_calls_alone(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, range="last_30_days")
    with at_office.changing():
        for area in ("Internal", "External"):
            at_office.press("area", area)
            assert at_office.question.endswith(f"{area.lower()} calls")
            shows(at_office, counted(SALES, **LAST_30_DAYS, area=area.lower()))


def test_one_direction_leaves_the_other_out_of_cards_charts_and_table(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    with at_office.changing():
        at_office.press("direction", "Inbound")
    rows = counted(SALES, **LAST_7_DAYS)
    at_office.visit.eventually(at_office.cards, words.inbound_cards(Figures.total(rows.values())))
    at_office.visit.eventually(
        lambda: list(at_office.traces("volume")), ["Inbound answered", "Inbound unanswered"]
    )
    table = at_office.table()
    assert not [label for label in table[0] if label.startswith(("Outbound", "Connect"))]
    assert {row["Extension"]: row["Inbound calls"] for row in table[1:]} == {
        extension: str(row.inbound) for extension, row in rows.items()
    }
    assert at_office.chips == ["inbound only ✕"]


def test_a_search_keeps_those_whose_name_has_the_word_whatever_its_accents(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES)
    with at_office.changing():
        at_office.search("zoe")
    rows = counted(SALES, **LAST_7_DAYS)
    found = {ext: row for ext, row in rows.items() if office.name_of(ext).startswith("Zoë ")}
    assert 0 < len(found) < len(rows)
    shows(at_office, found)
    assert at_office.page.get_by_text(f"{len(found)} of {len(rows)} extensions").is_visible()


def test_quiet_extensions_can_be_left_out(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    rows = counted(SALES, **LAST_7_DAYS)
    assert rows[office.QUIET].calls == 0
    shows(at_office, rows)
    with at_office.changing():
        at_office.toggle_quiet()
    shows(at_office, {extension: row for extension, row in rows.items() if row.calls})


def test_a_card_compares_with_the_period_before(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    now = Figures.total(counted(SALES, **LAST_7_DAYS).values())
    before = Figures.total(counted(SALES, **days("2026-03-18", "2026-03-24")).values())
    assert now.inbound_answered > before.inbound_answered
    rise = words.rounded(
        words.Fraction(100 * (now.inbound_answered - before.inbound_answered))
        / before.inbound_answered
    )
    lines = at_office.card_lines()
    assert lines["Inbound answered"][1] == f"▲ {rise} % more than 18–24 Mar 2026"
    assert f"{now.inbound_answered} of {now.inbound}" in lines["Pick-up rate"]


def test_the_part_of_a_running_day_is_compared_with_the_same_part_of_the_day_before(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SUPPORT, range="today")
    words_of_change = at_office.card_lines()["Inbound answered"][1]
    assert "than 31 Mar 2026 00:00–10:" in words_of_change


def test_a_click_on_a_bar_picks_its_extension_out_everywhere(at_office: Overview) -> None:
    at_office.visit.move(group=SALES)
    with at_office.visit.change():
        at_office.click_bar("volume", "112")
    assert at_office.visit.parameters["selected"] == ["112"]
    at_office.visit.eventually(at_office.picked_rows, ["112"])
    for chart, name in (("volume", "Inbound answered"), ("talk", "Inbound talk time")):
        at_office.visit.eventually(
            lambda chart=chart, name=name: full(at_office, chart, name), {"112"}
        )
    assert at_office.page.get_by_text("1 picked out, totals are of all").is_visible()
    with at_office.visit.change():
        at_office.click_bar("talk", "112")
    assert "selected" not in at_office.visit.parameters
    at_office.visit.eventually(at_office.picked_rows, [])
    everybody = set(office.members(SALES))
    at_office.visit.eventually(lambda: full(at_office, "volume", "Inbound answered"), everybody)


def full(page: Overview, chart: str, name: str) -> set[str]:
    """The extensions whose bars are not dimmed."""
    opacities = page.traces(chart)[name].opacities
    return {extension for extension, opacity in opacities.items() if opacity == 1}


def test_the_csv_has_the_rows_and_order_of_the_table_and_the_counted_figures(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, search="ito", sort="-inbound_talk", range="last_30_days")
    name, content = at_office.download()
    assert name.startswith("extensions_Sales-S-hne_2026-03-02_2026-03-31_as-of_2026-04-01T10")
    rows = csv_rows(content)
    table = at_office.table()
    in_file = [(row["extension"], row["display_name"], row["inbound_talk_hms"]) for row in rows]
    on_page = [(row["Extension"], row["Name"], row["Inbound talk time"]) for row in table]
    assert in_file == on_page[1:]
    figures = counted(SALES, **LAST_30_DAYS)
    found = [extension for extension in figures if office.name_of(extension).endswith(" Ito")]
    assert [row["extension"] for row in rows] == sorted(
        found, key=lambda extension: figures[extension].inbound_talk_us, reverse=True
    )
    for row in rows:
        expected = figures[row["extension"]]
        assert [row[part] for part in BAR_PARTS] == [str(getattr(expected, p)) for p in BAR_PARTS]
        assert round(float(row["inbound_talk_seconds"]) * 1e6) == expected.inbound_talk_us
        assert round(float(row["outbound_talk_seconds"]) * 1e6) == expected.outbound_talk_us
        assert (row["call_area"], row["time_zone"]) == ("all", "Europe/Berlin")


def test_the_csv_over_http_has_the_counted_figures_of_every_extension(
    office_server: Server,
) -> None:
    answer = httpx.get(
        f"{office_server.url}/export/extensions.csv",
        params={"group": [SALES, SUPPORT], "range": "last_30_days", "area": "external"},
    )
    assert answer.status_code == httpx.codes.OK
    figures = counted(SALES, SUPPORT, **LAST_30_DAYS, area="external")
    rows = csv_rows(answer.content)
    assert {row["extension"]: [int(row[part]) for part in BAR_PARTS] for row in rows} == {
        extension: [getattr(row, part) for part in BAR_PARTS] for extension, row in figures.items()
    }


def test_copied_links_rolling_and_frozen_show_the_same_view_in_a_fresh_browser(
    at_office: Overview, browser: Browser, office_server: Server, visiting: Visiting
) -> None:
    at_office.visit.move(
        group=[SUPPORT, QUOTED],
        area="external",
        search="a",
        quiet="hide",
        sort="-pick_up_rate",
        selected="125",
    )
    rolling, frozen = at_office.links()
    assert "range=last_7_days" in rolling
    assert "from=2026-03-25&to=2026-03-31" in frozen
    cards, chips, bars = at_office.cards(), at_office.chips, at_office.traces("volume")
    table, file = at_office.table(), at_office.download()[1]
    with browser.new_context(viewport=DESK, locale="en-US", reduced_motion="reduce") as context:
        for link in (rolling, frozen):
            other = visiting(office_server, context)
            other.visit.go(link)
            assert (other.cards(), other.chips) == (cards, chips)
            other.visit.eventually(other.table, table)
            other.visit.eventually(lambda other=other: other.traces("volume"), bars)
            other.visit.eventually(other.picked_rows, ["125"])
            assert other.download()[1] == file
            assert other.visit.complaints() == []
