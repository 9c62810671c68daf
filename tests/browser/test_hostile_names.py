"""Names with markup, formulas and odd letters stand on the page as they are, and do nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Dialog

from tests.browser.conftest import replayed
from tests.browser.overview_page import CHARTS, Overview, seen
from tests.support.chromium import Visit
from tests.support.files import csv_rows
from tests.support.office import HEADER
from tests.support.processes import Server

ELSEWHERE = "http://example.invalid"
NAMES = (
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    f"<a href='{ELSEWHERE}'>x</a>",
    "<script>alert(1)</script>",
    f"![i]({ELSEWHERE}/i.png)",
    f"[l]({ELSEWHERE})",
    "**strong** _em_ `c`",
    "$x^2$ $$y$$",
    ":red[r] :material/home:",
    "=1+cmd|'/C calc'!A0",
    "@SUM(1;2)",
    "-2+3",
    "&lt;i&gt; &amp;",
    "%{x} %{customdata[0]}",
    "#000001 #000002",
    'O\'Neil "Q"',
    "שלום עולם",
    "a\u202eb cod.exe",
    "🙂👩‍👩‍👧 emoji",
    "ﷺ ᚠ 漢字",
)
FIRST = 100
GROUP = f"<b>G</b> ![i]({ELSEWHERE}/g.png) :material/home: $x$ [l]({ELSEWHERE}) `c`"
QUESTION = {"group": GROUP, "from": "2026-03-25", "to": "2026-03-31"}
# A chart's axis cuts long names and isolates those that run from right to left.
SHORT = {
    name: extension
    for extension, name in enumerate(NAMES, FIRST)
    if len(name) <= 16 and name.isascii()
}


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with replayed(log(tmp_path_factory.mktemp("names")), "Europe/Berlin") as server:
        yield server


@pytest.fixture(scope="module")
def hostile_tab(desk: BrowserContext, hostile_server: Server) -> Iterator[Visit]:
    """A tab for all tests of this file, whose server ends after it."""
    opened = Visit(desk, hostile_server.url)
    yield opened
    opened.page.close()


@pytest.fixture
def anywhere(hostile_tab: Visit) -> Iterator[Overview]:
    """The tab, wherever the test before has left it."""
    hostile_tab.start_over()
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    hostile_tab.page.on("dialog", dismiss)
    yield Overview(hostile_tab)
    hostile_tab.page.remove_listener("dialog", dismiss)
    assert dialogs == []
    assert hostile_tab.complaints() == []


@pytest.fixture
def page(anywhere: Overview) -> Overview:
    if anywhere.visit.parameters != {name: [value] for name, value in QUESTION.items()}:
        anywhere.visit.move(**QUESTION)
    return anywhere


def log(folder: Path) -> Path:
    """The first name has one call, the second two, and so on."""
    target = folder / "names.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, name in enumerate(NAMES):
            call = (FIRST + number, name, GROUP, "inbound", "external", "yes", 60 + number)
            writer.writerows(("2026-03-26T09:00:00", *call) for _ in range(number + 1))
    return target


def test_every_name_is_itself_in_the_table_and_guarded_against_sheets_in_the_csv(
    page: Overview,
) -> None:
    expected = {str(extension): name for extension, name in enumerate(NAMES, FIRST)}
    shown = {row["Extension"]: row["Name"] for row in page.table()[1:]}
    # isolated, or without its own turning of the row: the letters stay
    marks = dict.fromkeys(map(ord, "\u2068\u2069\u202e"))
    assert {number: name.translate(marks) for number, name in shown.items()} == {
        number: name.translate(marks) for number, name in expected.items()
    }
    rows = {row["extension"]: row["display_name"] for row in csv_rows(page.download()[1])}
    for extension, name in enumerate(NAMES, FIRST):
        written = rows[str(extension)]
        assert written.replace("'", "") == name.replace("'", "")
        assert not written.startswith(("=", "+", "-", "@"))


def test_names_in_charts_are_letters_without_markup_links_or_formulas(page: Overview) -> None:
    for chart in ("volume", "talk"):
        names = page.names(chart)
        assert len(names) == len(NAMES)
        assert {f"{name} {extension}" for name, extension in SHORT.items()} <= set(names)
    drawn = page.page.locator(".js-plotly-plot")
    assert drawn.count() == len(CHARTS)
    for tag in ("a", "b", "img", "foreignObject", "tspan[style*=bold]"):
        assert drawn.locator(f".ytick {tag}, .textpoint {tag}").count() == 0
    for name, extension in SHORT.items():
        page.point_at_bar("volume", str(extension))
        hover = page.plot("volume").locator(".hoverlayer .hovertext")
        hover.filter(has_text=f"{name} {extension}").wait_for()


def test_a_click_on_a_hostile_name_picks_out_its_extension(page: Overview) -> None:
    hostile = str(FIRST + 1)
    with page.visit.change():
        page.click_bar("volume", hostile)
    assert page.visit.parameters["selected"] == [hostile]


def test_a_hostile_group_name_is_literal_in_bar_picker_and_provenance(
    anywhere: Overview,
) -> None:
    anywhere.visit.move(**QUESTION, search="<b>bold</b> ![i](x)")
    assert anywhere.question.startswith(GROUP)
    chosen = anywhere.page.get_by_role("group", name="Selected values")
    assert chosen.inner_text().strip() == GROUP
    assert seen(anywhere.chips[0]) == "found by “<b>bold</b> ![i](x)” ✕"
    anywhere.page.get_by_text("Where these numbers come from").click()
    asked = anywhere.page.locator(".st-key-provenance code").first
    asked.wait_for()
    assert quote(GROUP.replace("'", "''"), safe="") in asked.inner_text()


def test_the_explorer_shows_them_as_letters_in_rows_text_json_and_chart(
    anywhere: Overview,
) -> None:
    visit, page = anywhere.visit, anywhere.page
    literals = (name.replace("'", "''") for name in NAMES if "\u202e" not in name)
    wanted = ",".join(f"'{literal}'" for literal in literals)
    # without a group: that of this PBX is too long for a link, and the first one anyway
    dates = {name: QUESTION[name] for name in ("from", "to")}
    asked = {**dates, "filter": f"DisplayName in ({wanted})", "x": "DisplayName"}
    visit.move("explorer", **asked, show="json")
    values = page.locator(".st-key-rule_0_0_value_several").inner_text()
    assert "<img src=x onerror=alert(1)>" in values
    assert "[l](" in values
    json = page.locator("[data-testid=stJson]")
    json.get_by_text("**strong** _em_ `c`").wait_for()
    assert json.locator("a, b, img, strong, em").count() == 0
    visit.move("explorer", **asked, y="InboundAnsweredCount", show="chart")
    drawn = page.locator(".st-key-chart_of_two .js-plotly-plot")
    drawn.locator(".ytick").first.wait_for()
    assert drawn.locator(".ytick").filter(has_text="**strong** _em_").count() == 1
    assert drawn.locator(".ytick a, .ytick b, .ytick img").count() == 0
    assert anywhere.notices == ["verified\n\nVerified. The PBX applied $filter."]
