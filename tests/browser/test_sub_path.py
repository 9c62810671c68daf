"""Under a path, behind nginx with TLS: pages, links, files and charts are all found there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Response

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import nginx
from tests.support.chromium import DESK, Visit
from tests.support.dashboard_settings import settings
from tests.support.processes import dashboard

pytestmark = pytest.mark.slow

BASE = "calls"
VIEW = {"group": "GRP0000", "range": "last_week"}
# What the page's own HTML loads.
NAMED = re.compile(r'(?:src|href)="([^"]+\.(?:js|css|svg|png))"')
ADDRESSES = "links => links.map(link => link.href)"
OWN_LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard's address at nginx, its path included."""
    path = {"STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with (
        running(Options(extensions=12)) as pbx,
        dashboard(environment=settings(pbx.base_url) | path) as server,
        nginx.in_front_of([urlsplit(server.url).netloc], tmp_path_factory.mktemp("nginx")) as url,
    ):
        yield f"{url}/{BASE}"


@pytest.fixture(scope="module")
def visit(browser: Browser, below: str) -> Iterator[tuple[Visit, list[Response]]]:
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
        yield Visit(context, below), responses


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


def test_a_link_navigation_charts_paper_and_files_stay_under_the_path(
    visit: tuple[Visit, list[Response]], below: str
) -> None:
    opened, responses = visit
    opened.open("trends", **VIEW)
    assert any(map(is_from_server, responses))
    assert outside(opened, responses) == []
    opened.page.locator(".main-svg").first.wait_for()
    with opened.change():
        opened.page.locator(".st-key-export button").first.click()
    with opened.page.expect_download() as started:
        opened.page.locator(".st-key-json button").first.click()
    about = json.loads(Path(started.value.path()).read_bytes())["about"]
    assert about["link"].startswith(f"{below}/trends?")
    with opened.change():
        opened.page.keyboard.press("Escape")
    with opened.change():
        opened.turn_to("Answers", "Workload")
    address = urlsplit(opened.page.url)
    assert address.path == f"/{BASE}/workload"
    assert "group=GRP0000" in address.query
    opened.page.locator(".main-svg").first.wait_for()
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = [one for one in responses if f"/{BASE}/print/" in one.url]
    assert {one.status for one in printed} == {200}
    opened.page.get_by_role("button", name="Export", exact=True).click()
    files = opened.page.locator("a[role=menuitem][download]").evaluate_all(ADDRESSES)
    assert {one.rpartition("/")[0] for one in files} == {f"{below}/export"}
    opened.page.keyboard.press("Escape")
    opened.move("connection")
    assert outside(opened, responses) == []


def test_a_script_finds_health_exports_and_their_links_under_the_path(below: str) -> None:
    with httpx.Client(verify=nginx.trusted(), auth=nginx.SIGNED_IN, timeout=60) as client:
        assert client.get(f"{below}/healthz").text == "ok\n"
        answer = client.get(f"{below}/export/extensions.json", params=VIEW)
        link = answer.raise_for_status().json()["about"]["link"]
        assert link.startswith(f"{below}/?")
        start = client.get(link).raise_for_status()
        named = [urljoin(link, one) for one in NAMED.findall(start.text)]
        assert named
        assert {client.get(one).status_code for one in named} == {200}
        assert f"/{BASE}/export/days.csv\n" in client.get(f"{below}/export/no").text
        above = below.removesuffix(f"/{BASE}")
        assert client.get(f"{above}/export/days.csv", params=VIEW).status_code == 404
