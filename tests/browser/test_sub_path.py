"""Under a path, behind nginx with TLS: pages, links, files and charts are all found there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Response

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import nginx, stores
from tests.support.arranged import Dashboards, dashboards
from tests.support.chromium import DESK, Visit
from tests.support.dashboard_settings import settings

pytestmark = pytest.mark.slow

BASE = "calls"
VIEW = {"group": "GRP0000", "range": "last_week"}
OWN_LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"


@pytest.fixture(scope="module")
def below(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboards]:
    with (
        running(Options(extensions=12)) as pbx,
        stores.new_database(postgres_server, "sub_path") as database,
        dashboards(
            settings(pbx.base_url), database, tmp_path_factory.mktemp("below"), BASE, started=(0,)
        ) as arranged,
    ):
        yield arranged


@pytest.fixture(scope="module")
def visit(browser: Browser, below: Dashboards) -> Iterator[tuple[Visit, list[Response]]]:
    """A signed-in tab, and every response that came to it."""
    name, password = nginx.SIGNED_IN
    with browser.new_context(
        viewport=DESK,
        locale="en-US",
        ignore_https_errors=True,
        http_credentials={"username": name, "password": password},
    ) as context:
        responses: list[Response] = []
        context.on("response", lambda one: responses.append(one))  # noqa: PLW0108  # no method of C
        yield Visit(context, below.url), responses


def outside(opened: Visit, responses: list[Response]) -> list[object]:
    """What the tab asked for or links to outside the path, got no content of, or complained of."""
    came = [(urlsplit(one.url).path, one.status) for one in responses if is_from_server(one)]
    links = [urlsplit(link).path for link in opened.page.evaluate(OWN_LINKS)]
    return [
        *(one for one in came if not one[0].startswith(f"/{BASE}/")),
        *(one for one in came if one[1] not in {200, 304, 401}),
        *(path for path in links if path and not path.startswith(f"/{BASE}")),
        *opened.complaints(),
    ]


def is_from_server(response: Response) -> bool:
    return response.url.startswith("https:")


def test_a_link_to_a_page_is_opened_under_the_path(visit: tuple[Visit, list[Response]]) -> None:
    opened, responses = visit
    opened.open("trends", **VIEW)
    assert any(map(is_from_server, responses))
    assert outside(opened, responses) == []


def test_navigation_charts_paper_and_files_stay_under_the_path(
    visit: tuple[Visit, list[Response]], below: Dashboards
) -> None:
    opened, responses = visit
    responses.clear()
    opened.open("", **VIEW)
    assert outside(opened, responses) == []
    opened.page.locator(".main-svg").first.wait_for()
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = [one for one in responses if f"/{BASE}/print/" in one.url]
    assert {one.status for one in printed} == {200}
    with opened.change():
        opened.turn_to("Calls", "Trends")
    address = urlsplit(opened.page.url)
    assert address.path == f"/{BASE}/trends"
    assert "group=GRP0000" in address.query
    opened.page.locator(".main-svg").first.wait_for()
    with opened.change():
        opened.page.locator(".st-key-export button").first.click()
    with opened.page.expect_download() as started:
        opened.page.locator(".st-key-json button").first.click()
    about = json.loads(Path(started.value.path()).read_bytes())["about"]
    assert about["link"].startswith(f"{below.url}/trends?")
    opened.move("connection")
    assert outside(opened, responses) == []


def test_a_script_finds_health_exports_and_their_links_under_the_path(below: Dashboards) -> None:
    with httpx.Client(verify=nginx.trusted(), auth=nginx.SIGNED_IN, timeout=60) as client:
        assert client.get(f"{below.url}/healthz").text == "ok\n"
        answer = client.get(f"{below.url}/export/extensions.json", params=VIEW)
        link = answer.raise_for_status().json()["about"]["link"]
        assert link.startswith(f"{below.url}/?")
        assert client.get(link).status_code == 200
        assert f"/{BASE}/export/days.csv\n" in client.get(f"{below.url}/export/no").text
        above = below.url.removesuffix(f"/{BASE}")
        assert client.get(f"{above}/export/days.csv", params=VIEW).status_code == 404
