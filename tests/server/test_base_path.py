import json

import pytest
import streamlit as st
from websockets.sync.client import connect

from server.base_path import base_path
from tests.server.test_start import failed_start
from tests.support import plain_http
from tests.support.processes import STREAMLIT, dashboard

GROUP = {"group": "GRP0000", "range": "yesterday"}


@pytest.fixture(scope="module")
def below():
    """A dashboard that is served under a path, and its root."""
    with dashboard(environment={"STREAMLIT_SERVER_BASE_URL_PATH": "tools/calls/"}) as server:
        yield server.url.removesuffix("/tools/calls")


def test_everything_is_found_under_the_path(below):
    assert plain_http.get(f"{below}/tools/calls/healthz").text == "ok\n"
    assert plain_http.get(f"{below}/healthz").text == "ok\n"
    assert "<html" in plain_http.get(f"{below}/tools/calls/trends").text
    export = plain_http.get(f"{below}/tools/calls/export/extensions.csv", params=GROUP)
    assert export.status_code == 200
    with connect(f"{below.replace('http', 'ws')}/tools/calls/_stcore/stream", origin=below):
        pass


def test_nothing_is_found_beside_it(below):
    for path in ("/", "/export/extensions.csv", "/export/nothing", "/_stcore/metrics"):
        assert plain_http.get(f"{below}{path}").status_code == 404


def test_an_export_asked_for_beside_it_is_told_the_path(below):
    for path in ("/export", "/export/extensions.csv", "/export/a/b"):
        assert "/tools/calls/export/extensions.csv\n" in plain_http.get(f"{below}{path}").text


def test_a_path_that_is_called_export_has_its_pages():
    with dashboard(environment={"STREAMLIT_SERVER_BASE_URL_PATH": "export"}) as server:
        assert "<html" in plain_http.get(f"{server.url}/trends").text
        answer = plain_http.get(f"{server.url}/export/nothing")
        assert "/export/export/days.csv\n" in answer.text


def test_what_is_hidden_stays_hidden(below):
    for path in ("metrics", "agent/openapi.json", "script-health-check"):
        assert plain_http.get(f"{below}/tools/calls/_stcore/{path}").status_code == 404
    evil = plain_http.get(f"{below}/tools/calls/", headers={"Host": "evil.example"})
    assert evil.status_code == 403


@pytest.mark.parametrize("export", ["extensions", "days", "hours"])
def test_a_file_links_to_its_page_under_the_path(below, export):
    answer = plain_http.get(f"{below}/tools/calls/export/{export}.json", params=GROUP, timeout=60)
    link = json.loads(answer.text)["about"]["link"]
    assert link.startswith(f"{below}/tools/calls/")


def test_a_path_that_cannot_be_served_stops_the_start_in_one_line():
    ended = failed_start(STREAMLIT, {"STREAMLIT_SERVER_BASE_URL_PATH": "a/../b"})
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "server.baseUrlPath" in ended.stderr


@pytest.mark.parametrize("path", ["a b", "a/../b", "a//b", "{x}", "ä", "_stcore", "_stcore/x"])
def test_a_path_that_needs_encoding_or_leads_elsewhere_is_refused(monkeypatch, path):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": path}.__getitem__)
    with pytest.raises(SystemExit, match=r"server\.baseUrlPath is not a plain path"):
        base_path()
