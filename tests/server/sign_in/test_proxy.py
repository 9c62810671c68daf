"""Signing in at a proxy: its headers are believed, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.server.sign_in.conftest import GROUPS_HEADER, HEADER, environment
from tests.support import plain_http
from tests.support.processes import STREAMLIT, UVICORN, Server, dashboard
from tests.support.session import Session

PATHS = ["/", "/overview", "/export/extensions.csv?group=GRP0001", "/print/x", "/_stcore/health"]


@pytest.fixture(scope="module", params=[STREAMLIT, UVICORN], ids=["streamlit", "uvicorn"])
def proxy_elsewhere(request: pytest.FixtureRequest, rules: Path) -> Iterator[Server]:
    """A dashboard whose proxy is on another machine: here nobody may name people."""
    with dashboard(request.param, environment(rules, "192.0.2.7,127.0.0.2")) as server:
        yield server


def status(server: Server, path: str, headers: Mapping[str, str] | None = None) -> int:
    return plain_http.get(server.url + path, headers=headers).status_code


def sentences(server: Server, headers: Mapping[str, str] | None = None) -> str:
    """What a session shows on the overview."""
    with Session(server.url, "overview", headers=headers) as session:
        return "\n".join(str(message) for message in session.run())


REPORT = "/export/extensions.csv?group={}&range=last_7_days"


def test_who_is_named_sees_what_the_rules_give(behind_proxy: Server) -> None:
    maria = {HEADER: "Maria@Example.com", "X-Forwarded-For": "203.0.113.9"}
    assert status(behind_proxy, REPORT.format("GRP0001"), maria) == 200
    assert "You are not signed in" not in sentences(behind_proxy, maria)


def test_who_is_not_named_is_not_signed_in(behind_proxy: Server) -> None:
    for headers in ({}, {HEADER: ""}, {GROUPS_HEADER: "call centre"}):
        answer = plain_http.get(behind_proxy.url + REPORT.format("GRP0001"), headers=headers)
        assert answer.status_code == 401
        assert "You are not signed in" in answer.text
        assert "You are not signed in" in sentences(behind_proxy, headers)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", [HEADER, HEADER.upper(), GROUPS_HEADER])
def test_headers_from_elsewhere_are_refused_in_words(
    proxy_elsewhere: Server, path: str, name: str
) -> None:
    answer = plain_http.get(proxy_elsewhere.url + path, headers={name: "maria@example.com"})
    assert answer.status_code == 403
    assert "from the proxy in front alone" in answer.text


@pytest.mark.parametrize("forged", ["192.0.2.7", "192.0.2.7:80", "127.0.0.2, 127.0.0.2", "x"])
def test_an_address_that_the_sender_states_is_not_believed(
    proxy_elsewhere: Server, forged: str
) -> None:
    forging = {HEADER: "maria@example.com", "X-Forwarded-For": forged}
    assert status(proxy_elsewhere, REPORT.format("GRP0001"), forging) == 403
    with pytest.raises(InvalidStatus) as refused:
        sentences(proxy_elsewhere, forging)
    assert refused.value.response.status_code == 403
    assert b"from the proxy in front alone" in refused.value.response.body


def test_from_elsewhere_without_the_header_nobody_is_signed_in(proxy_elsewhere: Server) -> None:
    assert status(proxy_elsewhere, REPORT.format("GRP0001")) == 401
    assert "You are not signed in" in sentences(proxy_elsewhere)
    assert status(proxy_elsewhere, "/healthz") == 200


def test_a_header_that_a_proxy_adds_to_the_browsers_own_is_refused(behind_proxy: Server) -> None:
    twice = [(HEADER, "root@example.com"), (HEADER, "maria@example.com")]
    answer = plain_http.get(behind_proxy.url + "/overview", headers=twice)
    assert answer.status_code == 400
    assert "there 2 times" in answer.text


def test_the_groups_that_the_proxy_names_count_as_a_claim(behind_proxy: Server) -> None:
    for groups, expected in {"staff, call centre": 200, "x|call centre": 200, "call": 403}.items():
        named = {HEADER: "jörg".encode(), GROUPS_HEADER: groups}
        answer = plain_http.get(behind_proxy.url + REPORT.format("GRP0001"), headers=named)
        assert answer.status_code == expected, (groups, answer.text)
