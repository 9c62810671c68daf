"""The wheel: one package, three commands, and a dashboard that starts in an empty folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support import plain_http
from tests.support.processes import ROOT, START_SECONDS, Server, run, with_packages
from threecx_dashboard import __version__

FOLDERS = ("pages", "components", "server", "telephony", "demo_pbx", ".streamlit")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this tree by the pinned build tools, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps"),
            *("--no-build-isolation", "--quiet", "--wheel-dir", str(folder)),
        ],
        check=True,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH that holds what the wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_all_of_the_wheel_stands_under_one_name(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"threecx_dashboard", f"threecx_dashboard-{__version__}.dist-info"}


def test_the_wheel_holds_every_module_and_what_they_read(installed: Path) -> None:
    expected = {
        file.relative_to(ROOT)
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert len(expected) > len(FOLDERS)
    missing = [name for name in expected if not (installed / "threecx_dashboard" / name).exists()]
    assert missing == []


def test_the_wheel_names_the_three_commands(installed: Path) -> None:
    commands = ConfigParser()
    [listed] = installed.glob("*.dist-info/entry_points.txt")
    commands.read(listed)
    assert set(commands["console_scripts"]) == {
        "threecx-dashboard",
        "threecx-collect",
        "threecx-demo-pbx",
    }


@pytest.mark.parametrize("command", ["collect", "demo_pbx"])
def test_a_command_of_the_wheel_tells_its_options(
    installed: Path, tmp_path: Path, command: str
) -> None:
    script = tmp_path / "command.py"  # as pip writes it for the entry point
    script.write_text(
        f"import sys\nfrom threecx_dashboard.commands import {command}\nsys.exit({command}())\n"
    )
    asked = run(
        (sys.executable, str(script), "--help"),
        {"PYTHONPATH": str(installed)},
        tmp_path,
        with_packages,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.startswith("usage:")


@pytest.fixture(scope="module")
def served(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard started from the wheel in an empty folder, without settings."""
    folder = tmp_path_factory.mktemp("empty")
    command = (sys.executable, "-m", "threecx_dashboard", "--server.port", "0")
    environment = {"PYTHONPATH": str(installed)}
    server = Server(command, environment, folder, folder / "output", with_packages)
    try:
        server.until_healthy()
        yield server.url
    finally:
        server.stop()


def test_the_installed_dashboard_shows_the_demo_in_an_empty_folder(served: str) -> None:
    rows = plain_http.get(
        f"{served}/export/extensions.csv?group=GRP0001&range=yesterday", timeout=START_SECONDS
    )
    assert rows.status_code == 200
    assert rows.text.lstrip("\ufeff").startswith("extension,display_name,")
    assert plain_http.get(served).status_code == 200
