"""The numbers of a page in its HTML: when they are there, for whom, and when not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.server.sign_in.conftest import HEADER, RULES, environment
from tests.support import faults, plain_http
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, dashboard
from tests.support.session import Session

PAGES = ["", "extension", "changes", "workload", "rates", "groups"]
# Of this file alone, so that no other test has opened them.
WEEK = {"group": "GRP0000", "from": "2026-02-02", "to": "2026-02-08"}
DAY = WEEK | {"from": "2026-02-08"}
HOSTILE = "<img src=x onerror=alert(1)>"
NUMBERS = re.compile(r'class="(?:text finding|cards|groups)\b')
# The days that a page of days shows come one by one at first.
MOST_OPENINGS = 40


def page_at(
    server: Server, page: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> str:
    """What the HTML of a page has beside what every page has; empty for nothing."""
    answer = plain_http.get(f"{server.url}/{page}?{urlencode(query)}", headers=headers)
    assert answer.status_code == 200
    _, _, preview = answer.text.partition('<div class="preview">')
    return preview.partition("</body>")[0]


def numbers_of(
    server: Server, page: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> list[str]:
    """Open a page in a session of its own; the numbers above its first chart, as HTML."""
    with Session(server.url, page, urlencode(query), headers) as session:
        messages = session.run()
    sent = (message.delta.new_element.html.body for message in messages)
    return [body for body in sent if NUMBERS.search(body)]


def open_until_kept(server: Server, page: str, query: Mapping[str, str]) -> list[str]:
    for _ in range(MOST_OPENINGS):
        numbers = numbers_of(server, page, query)
        if page_at(server, page, query):
            return numbers
    pytest.fail(f"/{page} was opened {MOST_OPENINGS} times, and its HTML has no numbers")


@pytest.mark.parametrize("page", PAGES)
def test_who_opens_a_page_again_has_its_numbers_in_the_html(demo_server: Server, page: str) -> None:
    assert page_at(demo_server, page, DAY) == ""
    numbers = open_until_kept(demo_server, page, DAY)
    preview = page_at(demo_server, page, DAY)
    assert numbers
    assert numbers[0] in preview
    assert "<h1>" in preview
    assert "<script" not in preview


@pytest.mark.parametrize(
    ("changed", "language"),
    [
        ({"search": "a"}, ""),
        ({"area": "internal"}, ""),
        ({"to": "2026-02-07"}, ""),
        ({"nonsense": "1"}, ""),
        ({}, "de-DE,de;q=0.9"),
    ],
    ids=str,
)
def test_another_view_or_language_has_none_of_it(
    demo_server: Server, changed: Mapping[str, str], language: str
) -> None:
    query = WEEK | {"from": "2026-02-03"}
    open_until_kept(demo_server, "", query)
    headers = {"Accept-Language": language}
    assert page_at(demo_server, "", query | changed, headers) == ""
    assert page_at(demo_server, "", query) != ""


def test_the_response_is_kept_by_nobody_and_as_long_as_it_says(demo_server: Server) -> None:
    query = WEEK | {"from": "2026-02-04"}
    open_until_kept(demo_server, "", query)
    address = f"{demo_server.url}/?{urlencode(query)}"
    got, head = plain_http.get(address), plain_http.head(address)
    assert got.headers["Cache-Control"] == head.headers["Cache-Control"] == "no-store"
    assert head.headers["Content-Length"] == str(len(got.content))
    bare = plain_http.get(demo_server.url)
    policy = "Content-Security-Policy"
    assert got.headers[policy] == bare.headers[policy]


def test_numbers_that_somebody_has_loaded_anew_are_not_shown_from_before(
    demo_server: Server,
) -> None:
    query = WEEK | {"to": "2026-02-06"}
    open_until_kept(demo_server, "", query)
    with Session(demo_server.url, "", urlencode(query)) as session:
        session.press(session.run(), "Refresh")
        assert page_at(demo_server, "", query) == ""
    assert numbers_of(demo_server, "", query)
    assert page_at(demo_server, "", query) != ""


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[FaultServer, Server]]:
    """A PBX of one group, and a dashboard of its own, for tests that ask for days of their own."""
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": HOSTILE, "Id": 28}]))
        with dashboard(environment=settings(pbx.origin)) as server:
            yield pbx, server


def test_numbers_under_a_notice_are_not_shown_without_it(
    scripted: tuple[FaultServer, Server],
) -> None:
    pbx, server = scripted
    pbx.script(REPORT, faults.listing([*ROWS, {"Dn": None, "InboundAnsweredCount": 3}]))
    for _ in range(2):
        assert numbers_of(server, "", DAY)
        assert page_at(server, "", DAY) == ""


def test_asking_for_a_page_requests_nothing_and_names_stay_text(
    scripted: tuple[FaultServer, Server],
) -> None:
    pbx, server = scripted
    pbx.script(REPORT, faults.listing(ROWS))
    assert numbers_of(server, "", WEEK)
    sent = pbx.requests_to()
    preview = page_at(server, "", WEEK)
    assert escape(HOSTILE) in preview
    assert "<img" not in preview
    assert page_at(server, "", WEEK | {"area": "internal"}) == ""
    assert pbx.requests_to() == sent


@pytest.fixture
def behind_proxy(tmp_path: Path) -> Iterator[Server]:
    rules = tmp_path / "access.toml"
    rules.write_text(RULES, "utf-8")
    with dashboard(environment=environment(rules, "127.0.0.1")) as server:
        yield server


def test_what_one_person_has_opened_is_in_nobody_elses_html(behind_proxy: Server) -> None:
    query = {"group": "GRP0001", "range": "last_7_days"}
    maria, otto = {HEADER: "maria@example.com"}, {HEADER: "otto@example.com"}
    assert numbers_of(behind_proxy, "", query, maria)
    assert page_at(behind_proxy, "", query, maria) != ""
    for other in (otto, {HEADER: "nobody@example.com"}, {HEADER: "analyst"}, {}):
        assert page_at(behind_proxy, "", query, other) == ""
