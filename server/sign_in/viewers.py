"""The viewer who sends a request or opened a session."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.access.viewer import EVERYBODY, Viewer
from telephony.settings.load import Settings


def viewer_of(headers: Mapping[str, str], settings: Settings) -> Viewer | None:  # noqa: ARG001  # other modes read them
    """Whose request or session these headers are; None: not signed in.

    ``headers``: of the HTTP request, or of the session's websocket handshake; names in any case.
    """
    return EVERYBODY if settings.open_id is None else None
