"""The supervisor's way through the overview: figures that agree with the calls themselves."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from telephony.metrics.extension_changes import change_words
from tests.support import office, words
from tests.support.drawn_overview import DrawnOverview
from tests.support.files import csv_rows
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days

pytestmark = pytest.mark.usefixtures("office_installed")

LAST_7_DAYS = days("2026-03-25", "2026-03-31")
LAST_30_DAYS = days("2026-03-02", "2026-03-31")
BAR_PARTS = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")


def shows(page: DrawnOverview, rows: dict[str, Figures]) -> None:
    """Cards, table and bars are those of the rows."""
    assert page.cards() == words.cards(Figures.total(rows.values()))
    expected = words.table(rows)
    assert [{label: row[label] for label in expected[0]} for row in page.table()] == expected
    assert page.bars() == {
        part.replace("_", " ").capitalize(): {
            extension: getattr(row, part) for extension, row in rows.items()
        }
        for part in BAR_PARTS
    }


def test_two_groups_together_show_a_shared_extension_once() -> None:
    page = DrawnOverview(group=SALES)
    page.choose("groups", [SALES, QUOTED])
    rows = counted(SALES, QUOTED, **LAST_7_DAYS)
    assert len(rows) == len(office.members(SALES)) + len(office.members(QUOTED)) - 1
    shows(page, rows)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-04-01", "2026-04-01"),
        ("yesterday", "2026-03-31", "2026-03-31"),
        ("last_week", "2026-03-23", "2026-03-29"),
        ("last_30_days", "2026-03-02", "2026-03-31"),
        ("last_month", "2026-03-01", "2026-03-31"),
        ("this_year", "2026-01-01", "2026-12-31"),
    ],
)
def test_each_range_shows_the_calls_of_its_days(name: str, first: str, last: str) -> None:
    page = DrawnOverview(group=SALES)
    page.choose("range", name)
    shows(page, counted(SALES, **days(first, last)))


def test_custom_times_show_the_calls_from_the_first_minute_up_to_the_last() -> None:
    page = DrawnOverview(group=SALES, **{"from": "2026-03-26T08:30", "to": "2026-03-30T12:15"})
    start, end = datetime(2026, 3, 26, 8, 30), datetime(2026, 3, 30, 12, 15)  # noqa: DTZ001
    shows(page, counted(SALES, start=start, end=end))


@pytest.mark.parametrize("area", ["internal", "external"])
def test_a_call_area_shows_its_calls_alone(area: str) -> None:
    page = DrawnOverview(group=SALES, range="last_30_days")
    page.choose("area", area)
    assert page.question.endswith(f"{area} calls")
    shows(page, counted(SALES, **LAST_30_DAYS, area=area))


def test_one_direction_leaves_the_other_out_of_cards_charts_and_table() -> None:
    page = DrawnOverview(group=SALES)
    page.choose("direction", "inbound")
    rows = counted(SALES, **LAST_7_DAYS)
    assert page.cards() == words.inbound_cards(Figures.total(rows.values()))
    assert list(page.bars()) == ["Inbound answered", "Inbound unanswered"]
    table = page.table()
    assert not [label for label in table[0] if label.startswith(("Outbound", "Connect"))]
    assert {row["Extension"]: row["Inbound calls"] for row in table[1:]} == {
        extension: str(row.inbound) for extension, row in rows.items()
    }
    assert page.chips == ["inbound only ✕"]


def test_a_search_finds_those_whose_name_has_the_word_whatever_its_accents() -> None:
    page = DrawnOverview(group=SALES)
    page.choose("search", "zoe")
    rows = counted(SALES, **LAST_7_DAYS)
    found = {ext: row for ext, row in rows.items() if office.name_of(ext).startswith("Zoë ")}
    assert 0 < len(found) < len(rows)
    shows(page, found)
    assert page.says(f"{len(found)} of {len(rows)} extensions")


def test_quiet_extensions_can_be_left_out() -> None:
    page = DrawnOverview(group=SALES)
    rows = counted(SALES, **LAST_7_DAYS)
    assert rows[office.QUIET].calls == 0
    shows(page, rows)
    page.choose("quiet", False)
    shows(page, {extension: row for extension, row in rows.items() if row.calls})


def test_a_card_compares_with_the_period_before() -> None:
    page = DrawnOverview(group=SALES)
    now = Figures.total(counted(SALES, **LAST_7_DAYS).values())
    before = Figures.total(counted(SALES, **days("2026-03-18", "2026-03-24")).values())
    assert now.inbound_answered > before.inbound_answered
    rise = words.rounded(
        words.Fraction(100 * (now.inbound_answered - before.inbound_answered))
        / before.inbound_answered
    )
    first_line = page.card_lines("Inbound answered")[0]
    assert first_line == f"▲\u00a0{rise} % more"
    assert page.compared_with == "Changes are from 18–24 Mar 2026."
    assert f"{now.inbound_answered} of {now.inbound}" in page.card_lines("Pick-up rate")


def test_the_part_of_a_running_day_is_compared_with_the_same_part_of_the_day_before() -> None:
    page = DrawnOverview(group=SUPPORT, range="today")
    assert page.compared_with.startswith("Changes are from 31 Mar 2026 00:00–10:")


def test_the_cards_compare_with_what_the_link_says_or_with_nothing() -> None:
    page = DrawnOverview(group=SALES, compare="2026-03-01_2026-03-07")
    assert page.compared_with == "Changes are from 1–7 Mar 2026."
    page = DrawnOverview(group=SALES, compare="none")
    assert page.compared_with == "Nothing is compared."
    assert page.card_lines("Inbound answered") == []


def test_the_csv_has_the_rows_and_order_of_the_table_and_the_counted_figures() -> None:
    page = DrawnOverview(group=SALES, search="ito", sort="-inbound_talk", range="last_30_days")
    name, content = page.download()
    assert name.startswith("extensions_Sales-S-hne_2026-03-02_2026-03-31_as-of_2026-04-01T10")
    rows = csv_rows(content)
    in_file = [(row["extension"], row["display_name"], row["inbound_talk_hms"]) for row in rows]
    on_page = [
        (row["Extension"], row["Name"], row["Inbound talk time"]) for row in page.table()[1:]
    ]
    assert in_file == on_page
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


def test_both_copied_links_show_the_same_view_in_a_session_of_their_own() -> None:
    page = DrawnOverview(
        group=[SUPPORT, QUOTED],
        area="external",
        search="a",
        quiet="hide",
        sort="-pick_up_rate",
        selected="125",
    )
    rolling, frozen = page.links()
    assert "range=last_7_days" in rolling
    assert "from=2026-03-25&to=2026-03-31" in frozen
    for link in (rolling, frozen):
        other = DrawnOverview(**parse_qs(urlsplit(link).query))
        assert (other.cards(), other.chips) == (page.cards(), page.chips)
        assert other.table() == page.table()
        assert other.bars() == page.bars()
        assert other.picked_rows() == ["125"]
        assert other.download()[1] == page.download()[1]


def test_the_sentence_on_top_has_the_counted_calls_and_those_of_the_compared_days() -> None:
    page = DrawnOverview(group=SALES)
    now = Figures.total(counted(SALES, **LAST_7_DAYS).values())
    before = Figures.total(counted(SALES, **days("2026-03-18", "2026-03-24")).values())
    rate = words.percent(now.inbound_answered, now.inbound)
    assert f"answered {now.inbound_answered:,} of {now.inbound:,} inbound calls ({rate})" in (
        page.sentence
    )
    assert before.inbound_answered != now.inbound_answered
    assert "than 18–24 Mar 2026" in page.sentence
    assert "18–24 Mar" not in DrawnOverview(group=SALES, compare="none").sentence


def test_the_next_questions_lead_to_their_answers_with_the_view() -> None:
    page = DrawnOverview(group=SALES, compare="last_year", search="an")
    found = {
        words: urlsplit(address) for words, address in page.page_links() if words.endswith("?")
    }
    assert {words: link.path for words, link in found.items()} == {
        "What changed?": "changes",
        "Who carries the load?": "workload",
        "Is the difference real?": "rates",
        "Which group needs people?": "groups",
    }
    for link in found.values():
        carried = parse_qs(link.query)
        assert (carried["group"], carried["compare"]) == ([SALES], ["last_year"])
        assert carried["search"] == ["an"]


def test_what_the_page_compares_with_is_chosen_on_it_and_stands_in_the_link() -> None:
    page = DrawnOverview(group=SALES)
    [control] = [one for one in page.app.selectbox if one.key == "compare"]
    control.set_value("last_year").run()
    assert page.parameters["compare"] == ["last_year"]
    assert "25–31 Mar 2025" in page.compared_with


def test_both_charts_of_bars_are_sorted_as_chosen_and_the_link_says_so() -> None:
    page = DrawnOverview(group=SALES)
    rows = counted(SALES, **LAST_7_DAYS)
    [control] = [one for one in page.app.selectbox if one.key == "bar_order"]
    control.set_value("talk").run()
    assert page.parameters["bars"] == ["talk"]
    longest = sorted(
        rows, key=lambda ext: -(rows[ext].inbound_talk_us + rows[ext].outbound_talk_us)
    )
    talking = [ext for ext in longest if rows[ext].inbound_talk_us + rows[ext].outbound_talk_us]
    for chart in ("volume", "talk"):
        for part in page.bars(chart).values():
            assert list(part)[: len(talking)] == talking


def test_the_change_of_each_extension_is_that_of_its_counted_calls() -> None:
    page = DrawnOverview(group=SALES, sort="-change")
    now = counted(SALES, **LAST_7_DAYS)
    before = counted(SALES, **days("2026-03-18", "2026-03-24"))
    total, *rows = page.table()
    pairs = [(now[row["Extension"]].calls, before[row["Extension"]].calls) for row in rows]
    assert [row["Change"] for row in rows] == [change_words(*pair) for pair in pairs]
    shares = [after / earlier for after, earlier in pairs if earlier]
    assert shares == sorted(shares, reverse=True)
    sums = [Figures.total(each.values()).calls for each in (now, before)]
    assert total["Change"] == change_words(*sums)
    assert "Change" not in DrawnOverview(group=SALES, compare="none").table()[0]
    assert "change" not in csv_rows(page.download()[1])[0]


def test_a_name_and_open_beside_the_selection_lead_to_the_extension_with_all_filters() -> None:
    extension = office.members(SALES)[0]
    page = DrawnOverview(group=SALES, area="external", search=extension, selected=extension)
    expected = {"group": [SALES], "area": ["external"], "extension": [extension]}
    [address] = [one for one in page.name_links() if f"extension={extension}#" in one]
    assert urlsplit(address).path == "extension"
    assert parse_qs(urlsplit(address).query).items() >= expected.items()
    [opened] = [link for words_of, link in page.page_links() if words_of.startswith("Open ")]
    assert parse_qs(urlsplit(opened).query).items() >= expected.items()
    assert parse_qs(urlsplit(opened).query)["search"] == [extension]


@pytest.mark.parametrize(
    ("sort", "side"),
    [("-pick_up_rate", "inbound"), ("connect_rate", "outbound"), ("-calls", "")],
)
def test_an_order_by_a_rate_leads_to_the_rates_with_their_intervals(sort: str, side: str) -> None:
    page = DrawnOverview(group=SALES, sort=sort)
    links = [one.proto.body for one in page.app.get("html") if "95 % interval" in one.proto.body]
    assert [f"direction={side}" in link and "rates?" in link for link in links] == [True] * bool(
        side
    )
