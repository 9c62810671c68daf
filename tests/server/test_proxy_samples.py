"""The proxies of deploy/ as they stand, with only this machine's addresses and files put in."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.support.fault_server import CERTIFICATES, refused_port
from tests.support.processes import ROOT, Server, dashboard, program

NAME = "calls.example.com"
SIGNED_IN = ("anna", "secret")
EXPORT = "/export/extensions.csv?group=GRP0000&range=last_month"
CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr notice;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/dashboard.conf;
}}
"""
# As htpasswd would write it, were the secret one.
USERS = f"{SIGNED_IN[0]}:{{PLAIN}}{SIGNED_IN[1]}\n"


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program; in CI its absence is a failure, elsewhere these tests are skipped."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        if not os.environ.get("CI"):
            pytest.skip("nginx is not installed here (Debian: nginx-light)")
        pytest.fail("nginx is not installed")
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with dashboard(environment={"DASHBOARD_ALLOWED_HOSTS": NAME}) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(
    nginx: str, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A visitor of the dashboard through nginx, not signed in."""
    folder, port = tmp_path_factory.mktemp("nginx"), refused_port()
    config = configured(folder, server.url.removeprefix("http://"), port)
    with program((nginx, "-c", str(config))) as running:
        running.wait_for(re.compile("start worker process "))
        with httpx.Client(
            base_url=f"https://127.0.0.1:{port}",
            verify=trusted(),
            timeout=60,
            headers={"Host": NAME},
        ) as client:
            yield client


def trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATES / "own.pem")


def configured(folder: Path, upstream: str, port: int) -> Path:
    """The sample and what surrounds it in Debian, in this folder."""
    sample = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    certificate = CERTIFICATES / "own.pem"
    for pattern, here in {
        r"server 127\.0\.0\.1:8501;": f"server {upstream};",
        r"listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        r"(ssl_certificate(?:_key)?)\s+\S+;": rf"\1 {certificate};",
        r"(auth_basic_user_file)\s+\S+;": rf"\1 {folder}/users;",
    }.items():
        sample, times = re.subn(pattern, here, sample)
        assert times, pattern
    (folder / "dashboard.conf").write_text(sample, encoding="utf-8")
    (folder / "users").write_text(USERS, encoding="utf-8")
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(CONFIG.format(folder=folder, user=user), encoding="utf-8")
    return config


def test_nginx_finds_nothing_wrong_with_its_sample(nginx: str, tmp_path: Path) -> None:
    config = configured(tmp_path, "127.0.0.1:8501", 8443)
    checked = subprocess.run(
        (nginx, "-t", "-c", str(config)), capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_caddy_finds_nothing_wrong_with_its_sample() -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is not installed here")
    made = subprocess.run(
        (caddy, "hash-password", "--plaintext", "secret"), capture_output=True, check=True
    )
    environment = {**os.environ, "DASHBOARD_PASSWORD_HASH": made.stdout.decode().strip()}
    checked = subprocess.run(
        (caddy, "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"),
        capture_output=True,
        env=environment,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_only_the_health_is_for_everybody(proxy: httpx.Client) -> None:
    assert proxy.get("/healthz").text == "ok\n"
    for target in ("/", EXPORT, "/_stcore/health"):
        assert proxy.get(target).status_code == 401
        assert proxy.get(target, auth=SIGNED_IN).status_code == 200


def test_an_export_comes_through_unchanged(proxy: httpx.Client, server: Server) -> None:
    direct = httpx.get(f"{server.url}{EXPORT}", timeout=60)
    assert proxy.get(EXPORT, auth=SIGNED_IN).content == direct.content
    asked = {"If-None-Match": direct.headers["etag"]}
    assert proxy.get(EXPORT, auth=SIGNED_IN, headers=asked).status_code == 304


def test_a_page_opens_its_websocket(proxy: httpx.Client) -> None:
    header = b"Basic " + b64encode(":".join(SIGNED_IN).encode())
    with connect(
        f"wss://{NAME}/_stcore/stream",
        sock=socket.create_connection((proxy.base_url.host, proxy.base_url.port)),
        ssl=trusted(),
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
