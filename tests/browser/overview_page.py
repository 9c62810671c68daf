"""The overview as its readers see and use it: words, bars and cells out, clicks and keys in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from playwright.sync_api import Locator, Page

from tests.support.chromium import Visit

# The extension and its name stay in sight when the table is moved sideways.
FIRST_MOVING = 3
WORD_JOINER = "\u2060"
CHARTS = ("volume", "talk", "scatter", "share")

_CELLS = """grid => Object.fromEntries([...grid.querySelectorAll('tr')].flatMap(row =>
  [...row.children].map(cell =>
    [`${row.ariaRowIndex} ${cell.ariaColIndex}`, cell.textContent])))"""
_SIZE = """grid => { const table = grid.querySelector('table');
  return table && [table.ariaRowCount, table.ariaColCount].map(Number); }"""
_PICKED_ROWS = """grid => [...grid.querySelectorAll('tr[aria-selected=true]')]
  .map(row => row.querySelector('td').textContent)"""
_SCROLL = """(grid, [down, right]) => { const box = grid.querySelector('.dvn-scroller');
  box.scrollTop = down * box.scrollHeight; box.scrollLeft = right * box.scrollWidth; }"""
_TRACES = """plot => (plot._fullData ?? []).map(trace => ({
  name: trace.name, hidden: trace.xaxis === 'x2', x: Array.from(trace.x ?? []),
  y: Array.from(trace.y ?? []), opacity: trace.marker?.opacity ?? 1,
  marks: Array.from(trace.customdata ?? [], data => Array.isArray(data) ? data[0] : data)}))"""
_POINTED_AT = "plot => plot._hoverdata?.[0]?.customdata?.[0] ?? ''"
_TICKS = "plot => [...plot.querySelectorAll('.ytick text')].map(text => text.textContent)"


@dataclass(frozen=True)
class Trace:
    """One drawn series: its name, and by extension its length and how opaque it is."""

    name: str
    lengths: dict[str, float]
    opacities: dict[str, float]


class Overview:
    """What stands on one open overview, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.grid = self.page.locator(".st-key-extensions")
        self.panel = self.page.locator("[data-testid=stPopoverBody]")

    @property
    def question(self) -> str:
        """The line beside the title: groups, range, area."""
        return self.page.locator(".st-key-question .page-title .text").inner_text()

    @property
    def notices(self) -> list[str]:
        """The texts of all banners, warnings and errors."""
        return [seen(text) for text in self.page.locator("[data-testid=stAlert]").all_inner_texts()]

    @property
    def chips(self) -> list[str]:
        """What narrows the page, as the buttons that undo it."""
        undo = self.page.locator(".st-key-chips [class*=st-key-chip_]")
        return undo.get_by_role("button").all_inner_texts()

    @property
    def filter_field(self) -> Locator:
        """The field for a filter, among the open ones."""
        return self.panel.get_by_role("textbox", name="Filter (OData)")

    def cards(self) -> dict[str, str]:
        """The big number of each card by its label."""
        return {label: lines[0] for label, lines in self.card_lines().items()}

    def card_lines(self) -> dict[str, list[str]]:
        """What stands below each card's label: value, change, details."""
        texts = self.page.locator(".card").all_inner_texts()
        lines = ([line for line in seen(text).splitlines() if line] for text in texts)
        return {label: rest for label, *rest in lines}

    def table(self) -> list[dict[str, str]]:
        """The table's total line and the rows of extensions, by their columns' labels.

        A grid draws only what is in sight, so it is looked at in each of its four corners: enough
        for twenty rows. What it drew stands in a hidden table a moment later.
        """
        self.grid.locator("table").wait_for(state="attached")
        cells: dict[str, str] = {}
        for down, right in product((1, 0), repeat=2):
            self.grid.evaluate(_SCROLL, [down, right])
            self.visit.until(partial(self._shows, down, right))
            cells |= self._cells()
        rows, columns = self._size()
        labels = [cells.get(f"1 {column}", "").rstrip(" ▼▲") for column in range(1, columns + 1)]
        total, _average, _median, *extensions = (
            {
                label: _as_shown(cells.get(f"{row} {column}", ""))
                for column, label in enumerate(labels, 1)
            }
            for row in range(2, rows + 1)
        )
        return [total, *extensions]

    def picked_rows(self) -> list[str]:
        """The first cells of the table's selected rows in sight."""
        found: list[str] = self.grid.evaluate(_PICKED_ROWS)
        return found

    def plot(self, chart: str) -> Locator:
        return self.page.locator(f".st-key-chart_{chart} .js-plotly-plot")

    def traces(self, chart: str) -> dict[str, Trace]:
        """What a chart of bars draws, by the names of its legend."""
        found = [trace for trace in self._raw(chart) if not trace["hidden"]]
        return {
            trace["name"]: Trace(
                trace["name"],
                dict(zip(trace["marks"], trace["x"], strict=True)),
                dict(zip(trace["marks"], _spread(trace), strict=True)),
            )
            for trace in found
        }

    def bar_order(self, chart: str) -> list[str]:
        """The extensions of a chart of bars from top to bottom."""
        return [mark for trace in self._raw(chart) if trace["hidden"] for mark in trace["marks"]]

    def names(self, chart: str) -> list[str]:
        """The names on a chart's upright axis."""
        self.plot(chart).locator(".ytick").first.wait_for()
        found: list[str] = self.plot(chart).evaluate(_TICKS)
        return found

    def click_bar(self, chart: str, extension: str) -> None:
        """Click in the middle of an extension's row, once plotly has seen the mouse there."""
        self._wait_at_bar(chart, extension)
        self.page.mouse.click(*self.middle_of(chart, extension))

    def double_click_bar(self, chart: str, extension: str) -> None:
        """The same with two clicks."""
        self._wait_at_bar(chart, extension)
        self.page.mouse.dblclick(*self.middle_of(chart, extension))

    def _wait_at_bar(self, chart: str, extension: str) -> None:
        self.point_at_bar(chart, extension)
        plot = self.plot(chart)
        self.visit.until(lambda: bool(plot.evaluate(_POINTED_AT) == extension))

    def point_at_bar(self, chart: str, extension: str) -> None:
        """Move the mouse to the middle of an extension's row."""
        self.page.mouse.move(*self.middle_of(chart, extension))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Open the filters, and close them again."""
        self.open_panel("filters")
        yield
        self.close_panel()

    def open_panel(self, key: str) -> None:
        """Open what lies behind a button. Its content comes with the run that opening asks for."""
        with self.visit.change():
            self.page.locator(f".st-key-{key}").get_by_role("button").first.click()
        self.panel.wait_for()

    def choose(self, box: str, option: str) -> None:
        """Choose an option of a box (Groups, Period) of the row."""
        field = self.page.get_by_role("combobox", name=box)
        field.focus()
        field.press("ArrowDown")
        with self.visit.change():
            self.page.get_by_role("option", name=option, exact=True).click()

    def remove_group(self, name: str) -> None:
        remove = self.page.get_by_role("button", name=f"Remove {name}", exact=True)
        if self.page.get_by_role("listbox").count():  # an open list hides what is around it
            self.page.keyboard.press("Escape")
        with self.visit.change():
            remove.evaluate("button => button.click()")  # the field has scrolled to the last one

    def press(self, control: str, option: str) -> None:
        """Choose one of the options of Calls or Direction."""
        group = self.page.locator(f".st-key-{control}")
        with self.visit.change():
            group.get_by_role("radio", name=option, exact=True).click()

    def search(self, words: str) -> None:
        field = self.panel.get_by_label("Find an extension")
        field.fill(words)
        with self.visit.change():
            field.press("Enter")

    def filter(self, text: str) -> None:
        field = self.filter_field
        field.fill(text)
        with self.visit.change():
            field.press("Enter")

    def toggle_quiet(self) -> None:
        with self.visit.change():
            self.panel.locator(".st-key-quiet label").click()

    def links(self) -> list[str]:
        """The links to copy: rolling and frozen, or the frozen one alone."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.get_by_role("button", name="Copy link", exact=True).click()
        found = [self._copied()]
        which = self.page.get_by_role("button", name="Which link")
        if which.is_visible():
            which.click()
            self.page.get_by_role("menuitem", name="Frozen").click()
            found.append(self._copied())
        return found

    def _copied(self) -> str:
        """What the clipboard holds once the page has said so; then it says nothing any more."""
        said = self.page.locator("[class*=st-key-page_actions] [role=status]")
        said.filter(has_text="Copied").wait_for()
        said.evaluate("element => { element.textContent = ''; }")
        copied: str = self.page.evaluate("navigator.clipboard.readText()")
        return copied

    def download(self, form: str = "CSV") -> tuple[str, bytes]:
        """The name and the content of the file that the page gives in this format."""
        return self.downloads([form])[form]

    def downloads(self, forms: Iterable[str]) -> dict[str, tuple[str, bytes]]:
        """The same of several formats."""
        self.open_panel("export")
        files = {}
        for form in forms:
            with self.page.expect_download() as started:
                self.panel.get_by_role("button", name=form, exact=True).click()
            name = started.value.suggested_filename
            files[form] = name, Path(started.value.path()).read_bytes()
        self.close_panel()
        return files

    def middle_of(self, chart: str, extension: str) -> tuple[float, float]:
        """The middle of an extension's row."""
        place = self.bar_order(chart).index(extension)
        row = self.plot(chart).locator(".ytick").nth(place).bounding_box()
        area = self.plot(chart).locator(".nsewdrag").first.bounding_box()
        assert row is not None
        assert area is not None
        return area["x"] + area["width"] / 2, row["y"] + row["height"] / 2

    def _cells(self) -> dict[str, str]:
        found: dict[str, str] = self.grid.evaluate(_CELLS)
        return found

    def _shows(self, down: int, right: int) -> bool:
        return self._corner(down, right) in self._cells()

    def _size(self) -> tuple[int, int]:
        """Rows and columns, the head among them; the grid may be drawn anew meanwhile."""
        found: list[int] | None = None

        def there() -> bool:
            nonlocal found
            found = self.grid.evaluate(_SIZE)
            return found is not None

        self.visit.until(there)
        assert found is not None
        rows, columns = found
        return rows, columns

    def _corner(self, down: int, right: int) -> str:
        rows, columns = self._size()
        return f"{rows if down else 2} {columns if right else FIRST_MOVING}"

    def without_panel(self) -> bool:
        """Whether none is open any more, by the keyboard."""
        if self.panel.count():  # the first Escape may have closed a list of options inside
            self.page.keyboard.press("Escape")
        return not self.panel.count()

    def close_panel(self) -> None:
        """Close the open panel, by the keyboard. Closing makes the script run, as opening does."""
        with self.visit.change():
            self.visit.until(self.without_panel)

    def _raw(self, chart: str) -> list[dict[str, Any]]:
        self.plot(chart).locator(".nsewdrag").first.wait_for()  # drawn some frames after the run
        found: list[dict[str, Any]] = self.plot(chart).evaluate(_TRACES)
        return found


def seen(text: str) -> str:
    """The text as the eye has it: without the joiners that keep markdown from reading it."""
    return text.replace(WORD_JOINER, "")


def _as_shown(cell: str) -> str:
    """What the cell shows: of a link, which the hidden table has as its address, the name."""
    return unquote_plus(cell.partition("#")[2]) if cell.startswith("extension?") else cell


def _spread(trace: dict[str, Any]) -> list[float]:
    given = trace["opacity"]
    return given if isinstance(given, list) else [given] * len(trace["marks"])
