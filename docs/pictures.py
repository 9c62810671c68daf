"""Takes the pictures of the README and the user guide: ``make pictures``. Needs Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser

from tests.support.chromium import chromium
from tests.support.processes import dashboard

HERE = Path(__file__).resolve().parent
# the demo's forty extensions, one selected
OVERVIEW = "/?group=GRP0000&range=last_30_days&selected=109"
WORKLOAD = "/workload?group=GRP0000&range=last_30_days&selected=109"
RATES = "/rates?group=GRP0000&range=last_30_days&selected=109"
EXTENSION = "/extension?group=GRP0000&range=last_30_days&extension=109"
GROUPS = "/groups?range=last_30_days"
CHANGES = "/changes?group=GRP0000&range=last_week"


class Picture(NamedTuple):
    """A file beside this one, the window [px] and the view it shows, its charts and its grid."""

    name: str
    scheme: Literal["light", "dark"]
    width: int
    height: int
    view: str = OVERVIEW
    charts: int = 4
    grid: bool = True


PICTURES = (
    Picture("overview-light.png", "light", 1400, 1900),
    Picture("overview-dark.png", "dark", 1400, 1900),
    Picture("overview-phone.png", "light", 390, 1500),
    Picture("workload.png", "light", 1400, 1500, WORKLOAD, 1),
    Picture("rates.png", "light", 1400, 1500, RATES, 1),
    Picture("extension.png", "light", 1400, 1300, EXTENSION, 1, grid=False),
    Picture("groups.png", "light", 1400, 1300, GROUPS, 1, grid=False),
    Picture("changes.png", "light", 1400, 1300, CHANGES, 2),
)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """One picture, when all its days have arrived and its charts and the table are drawn."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
    )
    page = context.new_page()
    page.goto(address)
    last_chart = page.locator(".js-plotly-plot .main-svg").nth(picture.charts - 1)
    last_chart.wait_for()
    page.locator(".st-key-arriving").wait_for(state="detached")
    last_chart.wait_for()  # drawn anew once all days are there
    if picture.grid:
        page.locator(".stDataFrame canvas").first.wait_for()
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="detached")
    page.screenshot(path=HERE / picture.name, animations="disabled")
    context.close()


if __name__ == "__main__":
    with dashboard() as server, chromium() as browser:
        for picture in PICTURES:
            take(browser, server.url + picture.view, picture)
