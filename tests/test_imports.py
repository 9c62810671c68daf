"""What importing a room brings along, seen in a fresh interpreter."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

# What draws, sums and lists must not load what stores, sends and encrypts.
_OUTSIDE = ("sqlalchemy", "httpx", "httpcore", "cryptography", "psycopg", "stamina")


def modules_of(room: str) -> list[str]:
    package = importlib.import_module(room)
    found = [module.name for module in pkgutil.walk_packages(package.__path__, f"{room}.")]
    assert len(found) > 2
    return [room, *found]


def loaded_after(modules: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Which of the ``wanted`` top-level modules are loaded once all ``modules`` are imported."""
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    return [name for name in wanted if name in loaded]


def test_what_draws_loads_no_database_no_network_and_no_cryptography() -> None:
    assert loaded_after(modules_of("telephony.charts"), _OUTSIDE) == []


def test_nor_does_what_sums_and_lists_and_no_plotly_either() -> None:
    modules = modules_of("telephony.metrics") + modules_of("telephony.tables")
    assert loaded_after(modules, (*_OUTSIDE, "plotly")) == []


def test_the_server_names_its_routes_and_files_before_it_loads_pandas() -> None:
    modules = ["server.routes", "server.immutable_files"]
    heavy = ("pandas", "numpy", "pyarrow", "httpx", "sqlalchemy", "xlsxwriter")
    assert loaded_after(modules, heavy) == []


def test_the_check_sees_what_is_loaded() -> None:
    assert loaded_after(["telephony.xapi.transport"], _OUTSIDE) != []
