"""A real nginx with the samples of deploy/, and only this machine's addresses and files put in."""

from __future__ import annotations

import os
import re
import shutil
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fault_server import CERTIFICATES, refused_port
from tests.support.processes import ROOT, program

SIGNED_IN = ("anna", "secret")
# As htpasswd would write it, were the secret one.
USERS = f"{SIGNED_IN[0]}:{{PLAIN}}{SIGNED_IN[1]}\n"
STARTED = re.compile("start worker process ")
AROUND = """
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


def installed() -> str:
    """The program; in CI its absence is a failure, elsewhere the test is skipped."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        if not os.environ.get("CI"):
            pytest.skip("nginx is not installed here (Debian: nginx-light)")
        pytest.fail("nginx is not installed")
    return found


def trusted() -> ssl.SSLContext:
    """What a browser needs to trust the certificate that stands in for the real one."""
    return ssl.create_default_context(cafile=CERTIFICATES / "own.pem")


def trusted_by_websockets() -> ssl.SSLContext:
    """The same for a connection that one thread reads while another writes to it.

    TLS 1.3 sends tickets after the handshake: what is written while they are read may get lost.
    """
    context = trusted()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def configured(folder: Path, processes: Sequence[str], port: int) -> Path:
    """The samples and what surrounds them in Debian, in this folder.

    ``processes``: the host and port of each process of the dashboard.
    """
    sample = "".join(
        (ROOT / "deploy" / name).read_text(encoding="utf-8")
        for name in ("upstream.conf", "nginx.conf")
    )
    certificate = CERTIFICATES / "own.pem"
    [line] = re.findall(r"^.*server 127\.0\.0\.1:8501 .*\n", sample, re.MULTILINE)
    lines = "".join(line.replace("127.0.0.1:8501", each) for each in processes)
    for pattern, here in {
        re.escape(line): lines,
        r".*server 127\.0\.0\.1:8502 .*\n": "",
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
    config.write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    return config


@contextmanager
def in_front_of(processes: Sequence[str], folder: Path) -> Iterator[str]:
    """The address of nginx before these processes."""
    port = refused_port()
    config = configured(folder, processes, port)
    with program((installed(), "-c", str(config))) as running:
        running.wait_for(STARTED)
        yield f"https://127.0.0.1:{port}"
