"""The context of the running dashboard, for its doors: the script of the pages and the routes.

The start installs it; a test uses its own for a while. Everything behind a door is handed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the routes are there before what a context is made of is imported
    from telephony.context import Context

_installed: list[Context] = []


def install(context: Context) -> None:
    """Make ``context`` the one that page runs and requests get from now on."""
    _installed[:] = [context]


@contextmanager
def using(context: Context) -> Iterator[None]:
    """Install it within the block; after it the previous one is installed again."""
    before = list(_installed)
    install(context)
    try:
        yield
    finally:
        _installed[:] = before


def current() -> Context:
    """The installed context. Raises RuntimeError before the start has installed one."""
    if not _installed:
        raise RuntimeError("No context is installed: start the dashboard with app.py.")
    return _installed[0]
