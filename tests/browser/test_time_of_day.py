"""When the calls come: the heatmap, the profile and the working hours, in a real browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import AT_THE_OFFICE, Visiting, demo_pbx
from tests.browser.overview import WORD_JOINER, Overview
from tests.support import office
from tests.support.chromium import DESK, Visit
from tests.support.connected import settings
from tests.support.office import QUOTED, SALES
from tests.support.processes import Server, dashboard

pytestmark = pytest.mark.browser

PATH = "hours"
# The week in which clocks went forward: Sunday has no 02:00.
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
MONDAY = date(2026, 3, 23)
PLOT = ".st-key-hours_{} .js-plotly-plot"
_FIELD = """plot => { const [field, marks] = plot._fullData;
  const z = field._input.z ?? field.z;
  return Array.from(field._input.x).map((x, n) =>
    [field._input.y[n], x, z[n] ?? null, marks.text[n]]); }"""
_BARS = """plot => plot._fullData.filter(t => t.type === 'bar' && t.yaxis === 'y')
  .map(t => [t.name, Array.from(t.y, y => y ?? null)])"""
_PLACE = """(plot, [x, y]) => { const layout = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return [box.left + layout.xaxis._offset + layout.xaxis.d2p(x),
          box.top + layout.yaxis._offset + layout.yaxis.d2p(y)]; }"""
_OVERFLOW = """() => { const main = document.querySelector('[data-testid=stMain]');
  return [document.documentElement, main].map(e => e.scrollWidth - e.clientWidth); }"""
_LABELS_OUTSIDE = """plot => { const out = [];
  const frame = plot.querySelector('.main-svg').getBoundingClientRect();
  const texts = '.xtick text, .ytick text, .xtitle, .ytitle, .annotation-text, .cbaxis text';
  for (const text of plot.querySelectorAll(texts)) {
    const box = text.getBoundingClientRect();
    if (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) out.push(text.textContent);
  }
  return out; }"""

_CUT = """cards => [...cards.querySelectorAll('.card *')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible')
  .map(e => e.textContent)"""


def counted(group: str, key: str, first: date = MONDAY, days: int = 7) -> Counter[tuple[int, int]]:
    """Calls or microseconds by weekday and hour, one call after the other."""
    numbers = set(office.members(group))
    found: Counter[tuple[int, int]] = Counter()
    for call in office.calls():
        inside = first <= call.start.date() < first + timedelta(days=days)
        if call.extension in numbers and inside:
            amount = {
                "calls": 1,
                "outbound": call.direction == "outbound",
                "answered": call.answered,
                "talk": call.talk_us,
            }[key]
            found[call.start.weekday(), call.start.hour] += int(amount)
    return found


class Hours:
    """What stands on the page of hours, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page

    def open(self, **parameters: Any) -> Hours:
        self.visit.open(PATH, **parameters)
        self.visit.until(lambda: self.page.locator(PLOT.format("week")).count() == 1)
        return self

    def move(self, **parameters: Any) -> Hours:
        """As ``open``, in a page that stays loaded."""
        self.visit.move(PATH, **parameters)
        self.visit.until(lambda: self.page.locator(PLOT.format("week")).count() == 1)
        return self

    def count(self, price: str) -> None:
        """Have the hours counted one by one, until the last of them is drawn."""
        with self.visit.change():
            self.page.get_by_role("button", name=price).click()
        self.visit.until(self.is_counted)

    def is_counted(self) -> bool:
        """The page ends where figures come from, and no chart of a run before is left."""
        plots = self.page.locator(PLOT.format("week"))
        return self.page.locator(".st-key-proof").count() == plots.count() == 1

    def field(self) -> dict[tuple[int, int], tuple[float | None, str]]:
        """By weekday and place: the mean that the colour stands for, and the sign of a gap."""
        plot = self.page.locator(PLOT.format("week"))
        return {(day, x): (z, sign) for day, x, z, sign in plot.evaluate(_FIELD)}

    def means(self) -> dict[tuple[int, int], float | None]:
        return {place: mean for place, (mean, _) in self.field().items()}

    def bars(self) -> dict[str, list[float | None]]:
        return dict(self.page.locator(PLOT.format("day")).evaluate(_BARS))

    def hover(self, name: str, x: int, y: float) -> str:
        """The words of a hover over a place of a chart."""
        plot = self.page.locator(PLOT.format(name))
        plot.scroll_into_view_if_needed()
        left, top = plot.evaluate(_PLACE, [x, y])
        self.page.mouse.move(left - 3, top)
        self.page.mouse.move(left, top)
        self.visit.until(lambda: plot.locator(".hoverlayer text").count() > 0)
        return plot.locator(".hoverlayer text").first.inner_html()


@pytest.fixture
def hours(at_office: Overview) -> Hours:
    return Hours(at_office.visit)


def test_the_heatmap_and_the_bars_are_the_calls_counted_one_by_one(hours: Hours) -> None:
    expected = counted(SALES, "calls")
    hours.move(group=SALES, **WEEK)
    field = hours.field()
    assert field.pop((6, 2)) == (None, "–")
    assert field == {(d, h): (expected[d, h], "") for d, h in field}
    assert len(field) == 167
    inbound, outbound = hours.bars().values()
    by_hour = Counter()
    for (_, hour), number in expected.items():
        by_hour[hour] += number
    days = [6 if hour == 2 else 7 for hour in range(24)]
    assert [round((a or 0) + (b or 0), 2) for a, b in zip(inbound, outbound, strict=True)] == [
        round(by_hour[hour] / days[hour], 2) for hour in range(24)
    ]


def test_a_hover_says_the_hour_its_mean_and_how_many_hours_stand_behind_it(hours: Hours) -> None:
    expected = counted(SALES, "calls", MONDAY - timedelta(days=7), 14)[1, 10]
    hours.move(group=SALES, **{"from": "2026-03-16", "to": "2026-03-29"})
    words = hours.hover("week", 10, 1)
    for part in ("Tue 10:00–11:00", f"{expected / 2:.1f} calls an hour", "2 such hours"):
        assert part in words
    assert f"{expected} calls in" in words
    assert "No such hour in this range" not in words
    hours.move(group=SALES, **WEEK)
    assert "No such hour in this range" in hours.hover("week", 2, 6)


def test_working_hours_in_the_address_rule_figures_and_denominators(hours: Hours) -> None:
    expected = counted(SALES, "outbound")
    hours.move(group=SALES, by_hour="outbound", hours="mon-wed_08:00-10:00_12:00-13:00", **WEEK)
    shown = {place: mean for place, mean in hours.means().items() if mean is not None}
    assert shown == {(d, h): expected[d, h] for d in range(3) for h in (8, 9, 12)}
    total, everything = sum(shown.values()), sum(expected.values())
    text = hours.page.locator(".cards").inner_text()
    assert f"{total} outbound calls in 9 hours that count" in text
    assert f"{total} outbound calls of {everything} outbound calls" in text
    assert "Only Mon–Wed 08:00–10:00 and 12:00–13:00 count." in hours.page.content()


def test_working_hours_set_on_the_page_stand_in_the_address_and_back_undoes_them(
    hours: Hours,
) -> None:
    hours.move(group=SALES, **WEEK)
    with hours.visit.change():
        hours.page.get_by_role("radio", name="Set here").click()
    assert hours.visit.parameters["hours"] == ["mon-fri_08:00-17:00"]
    with hours.visit.change():
        hours.page.locator(".st-key-own_days").get_by_role("button", name="Wed").click()
    assert hours.visit.parameters["hours"] == ["mon-tue_08:00-17:00", "thu-fri_08:00-17:00"]
    hours.visit.eventually(lambda: hours.means()[2, 9], None)
    assert hours.means()[3, 9] is not None
    with hours.visit.change():
        hours.page.go_back()
    assert hours.visit.parameters["hours"] == ["mon-fri_08:00-17:00"]
    hours.visit.eventually(lambda: hours.means()[2, 9] is not None, True)


def test_hours_over_midnight_can_be_set_on_the_page(hours: Hours) -> None:
    hours.move(group=SALES, hours="mon-tue_14:00-06:00", **WEEK)
    field = hours.page.get_by_role("combobox", name="From")
    hours.visit.until(lambda: "14:00" in field.input_value())
    with hours.visit.change():
        field.fill("21:30")
        hours.page.get_by_role("option", name="21:30", exact=True).click()
    assert hours.visit.parameters["hours"] == ["mon-tue_21:30-06:00"]
    hours.visit.eventually(lambda: hours.means()[1, 20], None)
    assert [hours.means()[place] is None for place in ((0, 21), (1, 5), (2, 5), (2, 6))] == [
        False,
        False,
        False,
        True,
    ]


def test_talk_time_is_counted_after_its_price_was_told_and_then_kept(hours: Hours) -> None:
    expected = counted(SALES, "talk")
    hours.visit.open(PATH, group=SALES, by_hour="talk", **WEEK)
    assert "at most 167 calls to the PBX" in hours.page.content()
    assert hours.page.locator(PLOT.format("week")).count() == 0
    hours.count("Count the hours (167 calls)")
    minutes = {(d, h): expected[d, h] / 60e6 for d in range(7) for h in range(24)}
    minutes.pop((6, 2))
    hours.visit.until(lambda: sum(mean is not None for mean in hours.means().values()) == 167)
    means = hours.means()
    assert means.pop((6, 2)) is None
    assert means == pytest.approx(minutes, abs=0.001)
    with hours.visit.change():
        hours.page.get_by_role("radio", name="Answered", exact=True).click()
    answered = counted(SALES, "answered")
    hours.visit.eventually(lambda: hours.means()[2, 11], answered[2, 11])


def test_an_extension_in_two_groups_is_named_and_search_is_said_not_to_apply(hours: Hours) -> None:
    expected = counted(SALES, "calls") + counted(QUOTED, "calls")
    hours.move(group=[SALES, QUOTED], search="Zoë", **WEEK)
    assert hours.means()[1, 10] == expected[1, 10]
    text = hours.page.locator("body").inner_text().replace(WORD_JOINER, "")
    assert "counted in each of them here: 113." in text
    assert "the search, the filter, the direction" in hours.page.content()


def test_a_table_stands_in_for_a_chart(own_page: Overview) -> None:
    hours = Hours(own_page.visit).open(group=SALES, **WEEK)
    with hours.visit.change():
        hours.page.locator(".st-key-hours_table_week label").click()
    assert hours.page.locator("[data-testid=stDataFrame]").count() == 1
    assert hours.page.locator(PLOT.format("week")).count() == 0


def test_a_phone_shows_everything_within_its_width(hours: Hours) -> None:
    hours.page.set_viewport_size({"width": 390, "height": 2200})
    hours.open(group=SALES, hours="mon-fri_08:00-17:00", by_hour="unanswered", **WEEK)
    assert hours.page.evaluate(_OVERFLOW) == [0, 0]
    assert hours.page.locator(".cards").evaluate(_CUT) == []
    for name in ("week", "day"):
        assert hours.page.locator(PLOT.format(name)).evaluate(_LABELS_OUTSIDE) == []


@pytest.fixture(scope="module")
def without_reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The office over a PBX from before the hourly reports."""
    log = office.write(tmp_path_factory.mktemp("office"))
    options = ("--calls", str(log), "--timezone", office.ZONE, "--no-hour-reports")
    with (
        demo_pbx(*options) as origin,
        dashboard(AT_THE_OFFICE, settings(origin, office.ZONE)) as server,
    ):
        yield server


def test_a_pbx_without_hourly_reports_is_counted_hour_by_hour(
    visiting: Visiting, without_reports: Server
) -> None:
    expected = counted(SALES, "calls", MONDAY, 1)
    hours = Hours(visiting(without_reports).visit)
    hours.visit.open(PATH, group=SALES, **{"from": "2026-03-23", "to": "2026-03-23"})
    assert "This PBX has no hourly report" in hours.page.content()
    hours.count("Count the hours (24 calls)")
    monday = {h: expected[0, h] for h in range(24)}
    hours.visit.eventually(lambda: {h: hours.means()[0, h] for h in range(24)}, monday)
    means = hours.means()
    assert {means[d, h] for d in range(1, 7) for h in range(24)} == {None}


def test_the_departments_own_hours_are_a_click_away(browser: Browser) -> None:
    with dashboard() as server, browser.new_context(viewport=DESK) as context:
        hours = Hours(Visit(context, server.url)).open(group="GRP2", range="last_week")
        with hours.visit.change():
            hours.page.get_by_role("radio", name="The department's").click()
        assert hours.visit.parameters["hours"] == [
            "mon-thu_08:30-12:30_13:30-17:30",
            "fri_08:30-15:00",
        ]
        shown = {place for place, mean in hours.means().items() if mean is not None}
        assert {hour for day, hour in shown if day == 4} == set(range(8, 15))
        assert {hour for day, hour in shown if day == 0} == set(range(8, 18))
        assert {day for day, _ in shown} == set(range(5))
