"""Only the server's entry points fetch the context; they pass it on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.syntax_trees import syntax_of

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    path
    for folder in ("pages", "components", "server", "telephony")
    for path in (ROOT / folder).rglob("*.py")
]
FOR_A_VIEWER = {"server/shell.py", "server/exports/admission.py"}
"""The script of the pages, and the door of the exports: each session and request has its viewer."""
FOR_EVERYBODY = {
    "server/readiness.py",
    "server/gauges/scrape.py",
    "server/exports/token_check.py",
    "server/sign_in/open_id_routes.py",
}
"""What is said of the server itself; a token's check and a sign-in, before it is known whose."""
CACHES = ("memoized", "cache")


def nodes_of(path: Path, *words: str) -> Iterator[ast.AST]:
    """What a module is made of, if one of the words stands in it: parsing all takes a second."""
    source = path.read_text(encoding="utf-8")
    return ast.walk(syntax_of(source if any(word in source for word in words) else ""))


@cache
def imported(path: Path) -> set[str]:
    """What a module takes from ``server.current_context``; its name where it takes all of it."""
    found = set()
    for node in nodes_of(path, "current_context"):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    own = "server.current_context"
    return {name.removeprefix(f"{own}.") for name in found if name.startswith(own)}


def modules_that_import(*names: str) -> set[str]:
    wanted = {"server.current_context", "*", *names}
    return {path.relative_to(ROOT).as_posix() for path in MODULES if imported(path) & wanted}


def test_only_the_entry_points_fetch_the_context_and_theirs_is_that_of_the_viewer() -> None:
    assert modules_that_import("context_of") == FOR_A_VIEWER
    assert modules_that_import("current") == FOR_EVERYBODY


def cached_by_context(path: Path) -> list[str]:
    """The functions of a module that cache their results by a context, among other arguments."""
    found = []
    for node in nodes_of(path, *CACHES):
        if isinstance(node, ast.FunctionDef) and any(map(is_cache, node.decorator_list)):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if any(
                one.annotation and ast.unparse(one.annotation) == "Context" for one in arguments
            ):
                found.append(f"{path.name}: {node.name}")
    return found


def is_cache(decorator: ast.expr) -> bool:
    return any(name in ast.unparse(decorator) for name in CACHES)


def test_no_context_is_part_of_a_cache_key() -> None:
    """It would keep a closed data access alive, and tells no two answers apart."""
    assert [name for path in MODULES for name in cached_by_context(path)] == []
