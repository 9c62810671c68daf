"""A new version on the disk changes nothing in a process that still serves the one before."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import plain_http
from tests.support.dashboard_settings import settings
from tests.support.processes import (
    LOOK_AGAIN_SECONDS,
    ROOT,
    START_SECONDS,
    STREAMLIT,
    Server,
    checkout,
    with_packages,
)
from tests.support.session import Session, words

REPLACED = ("server", "components", "pages", "telephony")
# What a server imports at the end of its start.
LAST = "telephony/odata"


def until_all_is_imported(folder: Path) -> None:
    """Python keeps what it has compiled beside a module."""
    last = sorted((folder / LAST).glob("*.py"))
    ends = time.monotonic() + START_SECONDS
    while not all(list(one.parent.glob(f"__pycache__/{one.stem}.*.pyc")) for one in last):
        assert time.monotonic() < ends
        time.sleep(LOOK_AGAIN_SECONDS)


def look(server: Server, page: str) -> list[str]:
    """What a page says; its session is closed afterwards, as when nobody is there any more."""
    with Session(server.url, page, "group=GRP0000&range=last_week") as session:
        return words(session.run())


def replace_every_module(folder: Path) -> None:
    for name in REPLACED:
        for path in (folder / name).rglob("*.py"):
            if path != folder / "server" / "script.py":  # read again, and the same in all versions
                path.write_text("raise RuntimeError('a module of the new version')\n", "utf-8")


@pytest.mark.slow
def test_pages_and_files_go_on_while_a_new_version_lies_on_the_disk() -> None:
    with running(Options(extensions=8)) as pbx, checkout() as folder:
        for name in REPLACED:
            (folder / name).unlink()
            shutil.copytree(ROOT / name, folder / name)
        for compiled in (folder / LAST).rglob("*.pyc"):
            compiled.unlink()
        environment = {
            **settings(pbx.base_url),
            "TELEPHONY_DATA_DIR": str(folder / "data"),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": "",
        }
        server = Server(STREAMLIT, environment, folder, folder / "output", with_packages)
        try:
            server.until_healthy()
            until_all_is_imported(folder)
            look(server, "overview")
            replace_every_module(folder)
            for page in ("overview", "trends", "status"):
                said = look(server, page)
                assert not [text for text in said if "went wrong" in text], server.log()
            files = ("extensions.xlsx", "groups.parquet", "days.json", "rates.csv")
            for name in files:
                link = f"{server.url}/export/{name}?group=GRP0000&range=last_week"
                assert plain_http.get(link, timeout=60).status_code == 200, server.log()
            for path in ("metrics", "openapi.json", "readyz"):
                assert plain_http.get(f"{server.url}/{path}", timeout=60).status_code == 200
            assert not re.search("a module of the new version", server.log())
        finally:
            server.stop()
