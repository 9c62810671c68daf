"""What importing a room brings along, seen in a fresh interpreter."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from functools import cache

import pytest

# What draws, sums and lists must not load what stores, sends and encrypts.
_OUTSIDE = ("sqlalchemy", "httpx", "httpcore", "cryptography", "psycopg", "stamina")


def modules_of(room: str) -> list[str]:
    package = importlib.import_module(room)
    found = pkgutil.walk_packages(package.__path__, f"{room}.")
    return [room, *(module.name for module in found)]


def loaded_after(modules: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Which of the ``wanted`` top-level modules are loaded once all ``modules`` are imported."""
    loaded = _loaded_after(tuple(modules))
    return [name for name in wanted if name in loaded]


@cache
def _loaded_after(modules: tuple[str, ...]) -> set[str]:
    """All that are loaded: one interpreter is enough, whatever is looked for."""
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("room", ["telephony.charts", "telephony.metrics", "telephony.tables"])
def test_what_draws_sums_and_lists_loads_no_database_no_network_and_no_cryptography(
    room: str,
) -> None:
    modules = modules_of(room)
    assert len(modules) > 3
    assert loaded_after(modules, _OUTSIDE) == []


@pytest.mark.parametrize("room", ["telephony.metrics", "telephony.tables"])
def test_metrics_and_tables_need_no_plotly(room: str) -> None:
    assert loaded_after(modules_of(room), ("plotly",)) == []


def test_the_server_names_its_routes_and_files_before_it_loads_pandas() -> None:
    modules = ["server.routes", "server.immutable_files"]
    assert loaded_after(modules, ("pandas", "pyarrow", "xlsxwriter")) == []


def test_the_check_sees_what_is_loaded() -> None:
    assert loaded_after(["telephony.xapi.transport"], _OUTSIDE) != []
