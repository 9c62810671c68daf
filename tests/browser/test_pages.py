"""What only a browser shows of *Trends*, *Time of day* and *What changed*."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from tests.browser.layout import LABELS_OUTSIDE, OVERFLOW
from tests.browser.overview_page import Overview
from tests.browser.trends_page import Trends
from tests.support.chromium import SMALL_DESK, Visit
from tests.support.drawn_hours import calls_by_hour
from tests.support.files import csv_rows
from tests.support.office import SALES, calls_by_day

# A Saturday and the two days after it, of which the second begins a week.
WEEKEND = {"from": "2026-03-21", "to": "2026-03-23"}
TWO_WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}
PATH = "hours"
# The week in which clocks went forward: Sunday has no 02:00.
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
MONDAY = date(2026, 3, 23)
PLOT = ".st-key-hours_{} .js-plotly-plot"
_FIELD = """plot => { const [field, marks] = plot._fullData;
  const z = field._input.z ?? field.z, { x, y, text } = marks._input;
  const signs = new Map(Array.from(text, (sign, n) => [`${y[n]} ${x[n]}`, sign]));
  return Array.from(field._input.x).map((x, n) => { const y = field._input.y[n];
    return [y, x, z[n] ?? null, signs.get(`${y} ${x}`) ?? '']; }); }"""
_PLACE = """(plot, [x, y]) => { const layout = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return [box.left + layout.xaxis._offset + layout.xaxis.d2p(x),
          box.top + layout.yaxis._offset + layout.yaxis.d2p(y)]; }"""

_CUT = """cards => [...cards.querySelectorAll('.card *')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible')
  .map(e => e.textContent)"""


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


class Hours:
    """What stands on the page of hours, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page = visit.page

    def move(self, **parameters: Any) -> Hours:
        """Go there, until both charts have their axes, which come some frames after the run."""
        self.visit.move(PATH, **parameters)
        for name in ("week", "day"):
            self.page.locator(f"{PLOT.format(name)} .xtick text").first.wait_for()
        return self

    def field(self) -> dict[tuple[int, int], tuple[float | None, str]]:
        """By weekday and place: the mean that the colour stands for, and the sign of a gap."""
        plot = self.page.locator(PLOT.format("week"))
        return {(day, x): (z, sign) for day, x, z, sign in plot.evaluate(_FIELD)}

    def signs(self) -> list[str]:
        """Those that are drawn in the week."""
        return self.page.locator(f"{PLOT.format('week')} .textpoint text").all_text_contents()

    def hover(self, name: str, x: int, y: float, title: str) -> str:
        """The words of a hover over a place of a chart, once they are those of this title."""
        plot = self.page.locator(PLOT.format(name))
        plot.scroll_into_view_if_needed()
        left, top = plot.evaluate(_PLACE, [x, y])
        self.page.mouse.move(left - 3, top)
        self.page.mouse.move(left, top)
        words = plot.locator(".hoverlayer text").filter(has_text=title)
        words.first.wait_for()
        return words.first.inner_html()


@pytest.fixture
def hours(at_office: Overview) -> Hours:
    return Hours(at_office.visit)


def test_the_chart_follows_its_controls_and_back_and_its_numbers_are_a_file(
    at_office: Overview,
) -> None:
    trends = Trends(at_office.visit).move(group=SALES, **WEEKEND)
    days = calls_by_day(SALES, *WEEKEND.values())
    trends.visit.eventually(trends.calls, days)
    trends.press("by", "Week")
    trends.visit.eventually(trends.calls, [sum(days[:2]), days[2]])
    assert trends.visit.parameters["by"] == ["week"]
    with trends.visit.change():
        trends.page.go_back()
    trends.visit.eventually(trends.calls, days)
    rows = csv_rows(at_office.download()[1])
    assert [int(row["calls"]) for row in rows] == days
    assert rows[0]["date"] == WEEKEND["from"]


def test_the_heatmap_is_drawn_and_a_hover_says_the_hour_its_mean_and_its_denominator(
    hours: Hours,
) -> None:
    expected = calls_by_hour(SALES, "calls", MONDAY)
    right = {place: (expected[place], "") for place in product(range(7), range(24))}
    right[6, 2] = (None, "–")
    hours.move(group=SALES, **WEEK)
    hours.visit.eventually(hours.field, right)
    assert "No such hour in this range" in hours.hover("week", 2, 6, "Sun 02:00–03:00")
    number = calls_by_hour(SALES, "calls", MONDAY - timedelta(days=7), 14)[1, 10]
    hours.move(group=SALES, **TWO_WEEKS)
    hours.visit.eventually(lambda: hours.field()[1, 10], (number / 2, ""))
    words = hours.hover("week", 10, 1, "Tue 10:00–11:00")
    for part in (f"{number / 2:.1f} calls per hour", "calls over 2 hours"):
        assert part in words
    assert f"{number} calls over" in words
    assert "No such hour in this range" not in words
    assert hours.signs() == []
    hours.move(group=SALES, **WEEK)
    hours.visit.eventually(hours.signs, ["–"])


def test_a_phone_shows_everything_within_its_width(hours: Hours) -> None:
    hours.page.set_viewport_size({"width": 390, "height": 2200})
    hours.move(group=SALES, hours="mon-fri_08:00-17:00", by_hour="unanswered", **WEEK)
    assert hours.page.evaluate(OVERFLOW) == [0, 0]
    assert hours.page.locator(".cards").evaluate(_CUT) == []
    for name in ("week", "day"):
        assert hours.page.locator(PLOT.format(name)).evaluate(LABELS_OUTSIDE) == []


def test_a_number_of_a_sentence_brings_its_extensions_into_view(at_office: Overview) -> None:
    visit = at_office.visit
    visit.page.set_viewport_size(SMALL_DESK)
    visit.move("changes", group=SALES, **WEEK)
    before = list(visit.runs)
    heading = visit.page.get_by_role("heading", name="Like for like")
    visit.page.get_by_role("link", name="from longer calls").or_(
        visit.page.get_by_role("link", name="from shorter calls")
    ).first.click()
    visit.until(lambda: 0 <= (heading.bounding_box() or {"y": -1})["y"] < SMALL_DESK["height"])
    assert visit.parameters["group"] == [SALES]
    assert visit.runs == before  # the page stays as it is
