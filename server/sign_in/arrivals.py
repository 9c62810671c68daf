"""Sign-ins in the audit, and what a person's access tokens learn from one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from telephony.access.identity import Identity
from telephony.answers.audit import AuditKind
from telephony.xapi.requester import current_request_id

if TYPE_CHECKING:  # it brings pandas, which the start does not wait for
    from telephony.context import Context
    from telephony.data_access.access_tokens import AccessTokens
    from telephony.data_access.audit import AuditTrail

# A proxy signs people in out of sight: here it is their first visit in a working day.
ABSENT_SECONDS: Final = 12 * 3_600.0
# People and addresses; the longest unseen is forgotten first.
MOST_KNOWN: Final = 10_000


def address_of(request: Request) -> str:
    """The client's address; that which a trusted proxy in front names, if there is one."""
    return request.client.host if request.client else ""


def trail_of(context: Context, request: Request, person: str = "") -> AuditTrail:
    """The audit of what a request does, by whoever sends it."""
    return replace(
        context.audit,
        person=person,
        address=address_of(request),
        request_id=current_request_id(),
    )


def remember_claims(context: Context, identity: Identity) -> None:
    """Let a person's tokens have the rights of this sign-in. Nobody waits for the store."""
    tokens = context.tokens
    if tokens is not None:
        Thread(target=partial(_remember, tokens, identity), name="claims", daemon=True).start()


class Arrivals:
    """The visits of people whom a proxy in front has signed in. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, Identity]] = OrderedDict()
        self._lock = Lock()

    def notice(self, context: Context) -> None:
        """A visit of the viewer of ``context``; a sign-in if it is new, or says something new."""
        viewer, address = context.viewer, context.audit.address
        if self._is_new((viewer.name, address), viewer.identity):
            context.audit.record(AuditKind.SIGN_IN, "at the proxy in front")
            remember_claims(context, viewer.identity)

    def _is_new(self, key: tuple[str, str], identity: Identity) -> bool:
        now = self._clock()
        with self._lock:
            seen_at, said = self._known.pop(key, (now - ABSENT_SECONDS, None))
            self._known[key] = (now, identity)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return now - seen_at >= ABSENT_SECONDS or said != identity


def _remember(tokens: AccessTokens, identity: Identity) -> None:
    from telephony.data_access.store.errors import StoreError  # noqa: PLC0415  # brings SQL

    with suppress(StoreError):  # until the next sign-in the rights are those of the one before
        tokens.remember_claims(identity.name, identity.said())
