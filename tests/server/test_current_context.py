"""Only the server's entry points fetch the context; they pass it on."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    path
    for folder in ("pages", "components", "server", "telephony")
    for path in (ROOT / folder).rglob("*.py")
]
ENTRY_POINTS = {"server/shell.py", "server/routes.py"}
"""The script of the pages, and the routes."""


def imports_current(path: Path) -> bool:
    """Whether a module fetches a context from ``server.current_context``, or takes it whole."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            continue
        if names & {
            "server.current_context",
            "server.current_context.context_of",
            "server.current_context.current",
            "server.current_context.*",
        }:
            return True
    return False


def test_only_the_entry_points_fetch_the_context() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in MODULES if imports_current(path)}
    assert found == ENTRY_POINTS


def cached_by_context(path: Path) -> list[str]:
    """The functions of a module that cache their results by a context, among other arguments."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(map(is_cache, node.decorator_list)):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if any(
                one.annotation and ast.unparse(one.annotation) == "Context" for one in arguments
            ):
                found.append(f"{path.name}: {node.name}")
    return found


def is_cache(decorator: ast.expr) -> bool:
    return any(name in ast.unparse(decorator) for name in ("memoized", "cache"))


def test_no_context_is_part_of_a_cache_key() -> None:
    """It would keep a closed data access alive, and tells no two answers apart."""
    assert [name for path in MODULES for name in cached_by_context(path)] == []
