"""``GET /readyz``: whether this process should be sent visitors, and the state of what it needs.

Anonymous, so it has no name, no address and no message of the PBX or the store in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.current_context import current

if TYPE_CHECKING:  # loads pandas; this responds before it
    from telephony.data_access.pbx.activity import PbxActivity
    from telephony.data_access.store.activity import StoreActivity


_UNTRIED: Final = "no request yet"


class Phase(StrEnum):
    """Where the server is between its start and its end."""

    STARTING = "starting"
    SERVING = "serving"
    STOPPING = "stopping"


class HasPhase(Protocol):
    """What says where the server is."""

    @property
    def phase(self) -> Phase: ...


class Serving:
    """A server that has started, for one that is put together without a lifecycle."""

    phase = Phase.SERVING


def readyz(lifecycle: HasPhase) -> Callable[[Request], Response]:
    """The endpoint: 200 with ``"ready": true``, else 503, both with the reason in words.

    The store must have worked once, so that a new version with a wrong address gets no visitors.
    When it fails later the process stays ready: values are shown without it, and all processes
    share it. The PBX is reported only.
    """

    def respond(_request: Request) -> Response:
        ready, state = _state(lifecycle.phase)
        return JSONResponse(
            {"ready": ready, **state},
            HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Cache-Control": "no-store"},
        )

    return respond


def _state(phase: Phase) -> tuple[bool, Mapping[str, str]]:
    state = {"server": str(phase), "settings": "valid"}  # it does not start with invalid ones
    if phase is not Phase.SERVING:
        return False, state
    context = current()
    usable, store = _store_words(context.access.store_activity)
    pbx = _pbx_words([one.access.activity for one in context.each_pbx])
    return usable, {**state, "store": store, "pbx": pbx}


def _store_words(store: StoreActivity) -> tuple[bool, str]:
    """Whether the process can do its work with this store, and the store's state."""
    if store.is_temporary:
        return True, "temporary: nothing is kept after the end of this process"
    if not store.has_worked:
        return False, "not usable since the start: check its settings; values are not stored"
    if not store.is_readable:
        return True, "not usable now: values are shown but not stored"
    if not store.is_writable:
        return True, "usable for reading only: values are shown but not stored"
    return True, "usable"


def _pbx_words(activities: Sequence[PbxActivity]) -> str:
    """The state of the PBX; of several, how many are in which."""
    states = Counter(str(one.state) if one.statistics.totals() else _UNTRIED for one in activities)
    words = ", ".join(f"{count} {state}" for state, count in states.items())
    if len(activities) == 1:
        words = next(iter(states))
    responses = [one.statistics.last_ok for one in activities if one.statistics.last_ok]
    if not responses:
        return words
    return f"{words}; last good response: {max(responses):%Y-%m-%dT%H:%M:%SZ}"
