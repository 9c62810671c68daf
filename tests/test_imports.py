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


def loaded_after(*steps: list[str]) -> list[set[str]]:
    """All that is loaded once the modules of each step are imported, one step after the other."""
    code = (
        "import importlib, sys\n"
        f"for modules in {steps!r}:\n"
        "    for name in modules: importlib.import_module(name)\n"
        "    print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_what_sums_lists_and_draws_loads_no_database_no_network_and_no_cryptography() -> None:
    sums_and_lists = modules_of("telephony.metrics") + modules_of("telephony.tables")
    first, all_of_it, more = loaded_after(
        sums_and_lists, modules_of("telephony.charts"), ["telephony.xapi.transport"]
    )
    assert first.isdisjoint({*_OUTSIDE, "plotly"})
    assert all_of_it.isdisjoint(_OUTSIDE)
    # which is seen where it is loaded
    assert not more.isdisjoint(_OUTSIDE)


def test_the_server_names_its_routes_and_files_before_it_loads_pandas() -> None:
    modules = ["server.routes", "server.immutable_files"]
    heavy = {"pandas", "numpy", "pyarrow", "httpx", "sqlalchemy", "xlsxwriter"}
    [loaded] = loaded_after(modules)
    assert loaded.isdisjoint(heavy)
