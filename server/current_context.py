"""The context of the running dashboard, for its entry points: the pages' script and the routes.

The start installs it for everybody. The entry points get it for the viewer who asks, and pass it
on; a test installs its own for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from server.sign_in.viewers import viewer_of

if TYPE_CHECKING:  # loads pandas; the routes are there before it
    from telephony.context import Context

_installed: list[Context] = []


def install(context: Context) -> None:
    """Make ``context`` the one that page runs and HTTP requests get from now on."""
    _installed[:] = [context]


@contextmanager
def using(context: Context) -> Iterator[None]:
    """Install ``context`` within the block; afterwards the previous one is installed again."""
    before = list(_installed)
    install(context)
    try:
        yield
    finally:
        _installed[:] = before


def context_of(headers: Mapping[str, str]) -> Context | None:
    """The context for the viewer whose request or session has these headers; None: not signed in.

    Raises RuntimeError as ``current``.
    """
    context = current()
    viewer = viewer_of(headers, context.settings)
    return None if viewer is None else context.for_viewer(viewer)


def current() -> Context:
    """The installed context, for everybody. Raises RuntimeError before the start."""
    if not _installed:
        raise RuntimeError("No context is installed: start the dashboard with app.py.")
    return _installed[0]
