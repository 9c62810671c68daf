"""The context is fetched at the server's doors only; everything behind them is handed it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = {"server/shell.py", "server/routes.py"}
"""The script of the pages, and the routes."""


def imports_current(path: Path) -> bool:
    """Whether a module takes ``current`` from ``server.installed``, or all of that module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            continue
        if names & {"server.installed", "server.installed.current", "server.installed.*"}:
            return True
    return False


def test_only_the_doors_fetch_the_context() -> None:
    folders = ("pages", "components", "server", "telephony")
    modules = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = {path.relative_to(ROOT).as_posix() for path in modules if imports_current(path)}
    assert found == DOORS
