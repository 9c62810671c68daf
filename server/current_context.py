"""The context of the running dashboard, for its entry points: the pages' script and the routes.

The start installs it for everybody, with who may see what. The entry points get it for the viewer
who asks, and pass it on; a test installs its own for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from server.sign_in.viewers import Viewers, viewers_of
from telephony.xapi.requester import current_request_id

if TYPE_CHECKING:  # loads pandas; the routes are there before it
    from telephony.access.viewer import Viewer
    from telephony.context import Context

_installed: list[tuple[Context, Viewers]] = []


def install(context: Context, viewers: Viewers) -> None:
    """Make ``context`` the one that page runs and requests of these viewers get from now on."""
    _installed[:] = [(context, viewers)]


@contextmanager
def using(context: Context, viewers: Viewers | None = None) -> Iterator[None]:
    """Install ``context`` within the block; afterwards the previous one is installed again.

    ``viewers``: None for those of its settings.
    """
    before = list(_installed)
    install(context, viewers or viewers_of(context.settings))
    try:
        yield
    finally:
        _installed[:] = before


def context_of(headers: Mapping[str, str], address: str = "") -> Context | None:
    """The context for the viewer whose request or session has these headers; None: not signed in.

    Of several PBXs it knows those at which the viewer has rights, and is that of the first.
    ``address`` is the client's, for the audit. Raises RuntimeError before the start has installed
    one.
    """
    viewers = current_viewers()
    context = context_for(partial(viewers.viewer_of, headers), address)
    if context is not None:
        viewers.arrived(context)
    return context


def context_for(viewer_at: Callable[[str], Viewer | None], address: str) -> Context | None:
    """As ``context_of``, for the viewer by the id of the PBX; None where one of them is None."""
    each = []
    for of_pbx in current().each_pbx:
        viewer = viewer_at(of_pbx.pbx.id)
        if viewer is None:
            return None
        each.append(of_pbx.for_viewer(viewer, address, current_request_id()))
    seen = [one for one in each if one.viewer.has_rights] or each[:1]
    return seen[0].among(seen, sees_all=len(seen) == len(each))


def current() -> Context:
    """The installed context, for everybody. Raises RuntimeError as ``context_of``."""
    return _current()[0]


def current_viewers() -> Viewers:
    """Who may see what. Raises RuntimeError as ``context_of``."""
    return _current()[1]


def _current() -> tuple[Context, Viewers]:
    if not _installed:
        raise RuntimeError("No context is installed: start the dashboard with app.py.")
    return _installed[0]
