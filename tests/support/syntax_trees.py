"""Sources as trees of their syntax, for tests that look at how the code is written."""

from __future__ import annotations

import ast
from pathlib import Path

_TRIES = 5


def syntax_of(source: str) -> ast.Module:
    """The tree of a source.

    Before 3.11.5 CPython can raise SystemError where two threads make trees at the same time, as a
    page of the test before may: one counter of their depth serves both.
    """
    for _ in range(_TRIES - 1):
        try:
            return ast.parse(source)
        except SystemError:
            continue
    return ast.parse(source)


def syntax_in(file: Path) -> ast.Module:
    """The tree of a file."""
    return syntax_of(file.read_text(encoding="utf-8"))
