"""The proxies of deploy/ as they stand, with only this machine's addresses and files put in."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.support import nginx, plain_http
from tests.support.nginx import SIGNED_IN
from tests.support.processes import ROOT, Server, dashboard
from tests.support.stores import until

NAME = "calls.example.com"
RIGHTS = """
[[rule]]
user = "boss"
groups = "*"

[[rule]]
claim = { groups = "boss" }
groups = "*"

[[rule]]
user = "anna"
groups = "GRP0001"
"""
# What `caddy hash-password` makes of "secret": it takes a second, as it should.
HASH = "$2a$14$tZnyx6dwdlpDJ/XNBVzki.aooA69QRbhviywJ/FgPeYJW4Xux1NJG"
EXPORT = "/export/extensions.csv?group=GRP0000&range=last_month"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with dashboard(environment={"DASHBOARD_ALLOWED_HOSTS": NAME}) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A visitor of the dashboard through nginx, not signed in."""
    processes = [server.url.removeprefix("http://")]
    with (
        nginx.in_front_of(processes, tmp_path_factory.mktemp("nginx")) as url,
        httpx.Client(
            base_url=url, verify=nginx.trusted(), timeout=60, headers={"Host": NAME}
        ) as client,
    ):
        yield client


@pytest.mark.parametrize("processes", [["127.0.0.1:8501"], ["127.0.0.1:8501", "127.0.0.1:8502"]])
def test_nginx_finds_nothing_wrong_with_its_sample(tmp_path: Path, processes: list[str]) -> None:
    config = nginx.configured(tmp_path, processes, 8443)
    checked = subprocess.run(
        (nginx.installed(), "-t", "-c", str(config)), capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_caddy_finds_nothing_wrong_with_its_sample() -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is not installed here")
    environment = {**os.environ, "DASHBOARD_PASSWORD_HASH": HASH}
    checked = subprocess.run(
        (caddy, "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"),
        capture_output=True,
        env=environment,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_only_the_health_is_for_everybody_and_metrics_for_nobody(proxy: httpx.Client) -> None:
    assert proxy.get("/healthz").text == "ok\n"
    until(lambda: proxy.get("/readyz").json()["ready"])
    assert proxy.get("/metrics").status_code == 404
    assert proxy.get("/metrics", auth=SIGNED_IN).status_code == 404
    for target in ("/", EXPORT, "/_stcore/health"):
        assert proxy.get(target).status_code == 401
        assert proxy.get(target, auth=SIGNED_IN).status_code == 200


def test_an_export_comes_through_unchanged(proxy: httpx.Client, server: Server) -> None:
    direct = plain_http.get(f"{server.url}{EXPORT}", timeout=60)
    assert proxy.get(EXPORT, auth=SIGNED_IN).content == direct.content
    asked = {"If-None-Match": direct.headers["etag"]}
    assert proxy.get(EXPORT, auth=SIGNED_IN, headers=asked).status_code == 304


def test_the_number_of_a_request_is_the_proxys_own(proxy: httpx.Client) -> None:
    numbers = {
        proxy.get("/healthz", headers={"X-Request-ID": "from-a-browser"}).headers["x-request-id"]
        for _ in range(2)
    }
    assert len(numbers) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", number) for number in numbers)


@pytest.mark.parametrize("header", ["X-Forwarded-User", "Remote-User"])
def test_nobody_becomes_another_by_a_header_of_their_own(tmp_path: Path, header: str) -> None:
    """Whichever of the names that the sample knows is the one that the dashboard believes."""
    rights = tmp_path / "access.toml"
    rights.write_text(RIGHTS, encoding="utf-8")
    believed = {
        "DASHBOARD_PROXY_HEADER": header,
        "DASHBOARD_PROXY_GROUPS_HEADER": "X-Forwarded-Groups",
        "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
        "DASHBOARD_ACCESS_FILE": str(rights),
    }
    forged = dict.fromkeys((header, "X-Forwarded-Groups"), "boss")
    with (
        dashboard(environment=believed) as served,
        nginx.in_front_of([served.url.removeprefix("http://")], tmp_path) as url,
        httpx.Client(base_url=url, verify=nginx.trusted(), timeout=60, auth=SIGNED_IN) as anna,
    ):
        direct = plain_http.get(f"{served.url}{EXPORT}", headers=forged, timeout=60)
        assert direct.status_code == 200
        assert anna.get(EXPORT, headers=forged).status_code in {401, 404}


def test_a_page_opens_its_websocket(proxy: httpx.Client) -> None:
    header = b"Basic " + b64encode(":".join(SIGNED_IN).encode())
    with connect(
        f"wss://{NAME}/_stcore/stream",
        sock=socket.create_connection((proxy.base_url.host, proxy.base_url.port)),
        ssl=nginx.trusted_by_websockets(),
        server_hostname=proxy.base_url.host,
        origin=Origin(f"https://{NAME}"),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Authorization": header.decode()},
        proxy=None,
    ) as opened:
        assert opened.response.headers["x-request-id"]


def test_what_is_too_large_ends_at_the_proxy(proxy: httpx.Client) -> None:
    def status(method: str, target: str, **more: object) -> int:
        answer = proxy.request(method, target, auth=SIGNED_IN, **more)  # type: ignore[arg-type]
        assert "x-request-id" not in answer.headers
        return answer.status_code

    assert status("GET", "/", headers={"X-Long": "x" * 40_000}) == 400
    assert status("GET", f"/?filter={'x' * 40_000}") == 414
    assert status("PUT", "/_stcore/upload_file/a/b", content=b"x" * 17_000) == 413


def test_a_script_that_asks_without_end_is_slowed_down(proxy: httpx.Client) -> None:
    statuses = {proxy.get("/export/days.csv", auth=SIGNED_IN).status_code for _ in range(200)}
    assert statuses == {400, 429}
    assert proxy.get("/", auth=SIGNED_IN).status_code == 200
