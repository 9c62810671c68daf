"""What can go wrong between the dashboard and a PBX, each with its words for the reader.

Whatever a call can raise is here, so that a page can tell "not allowed" from "not reachable"
without knowing HTTP. No error holds a secret: words of the PBX are cleaned before they come here.
"""
# ruff: noqa: N818 - pages and logs read these names as what happened, not as class names

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self, TypedDict, Unpack

from telephony.formatting.suggestions import did_you_mean

WHERE_CLIENTS_LIVE = "the 3CX console under Integrations → API"


class Facts(TypedDict, total=False):
    """Which call failed and how; all of it may be left out where no call was made."""

    request: str
    status: int | None
    pbx_message: str
    seconds: float | None
    received_bytes: int


class XapiError(Exception):
    """A question to the PBX that has no answer.

    ``headline`` says what happened, ``advice`` what to do, both in plain words. ``request`` is the
    call it happened to ("" when none was sent), ``status`` its HTTP status if there was one, and
    ``pbx_message`` what the PBX itself said: text from outside, to be shown as data. An answer that
    was read tells its cost, too: ``seconds`` to its last byte (else None), ``received_bytes``.
    ``retry_at`` (aware UTC) is known where no request at all is sent before; ``shared``: it
    happened to another request, and this one was not sent.
    """

    kind: ClassVar[str] = "error"
    headline: str = "The PBX did not answer."
    advice: str = "Try again in a minute."
    retry_at: datetime | None = None
    shared: bool = False

    def __init__(self, headline: str = "", advice: str = "", **facts: Unpack[Facts]) -> None:
        self.headline = headline or self.headline
        self.advice = advice or self.advice
        self.request: str = facts.get("request", "")
        self.status: int | None = facts.get("status")
        self.pbx_message: str = facts.get("pbx_message", "")
        self.seconds: float | None = facts.get("seconds")
        self.received_bytes: int = facts.get("received_bytes", 0)
        super().__init__(f"{self.headline} {self.advice}")

    def shared_with(self, request: str, retry_at: datetime) -> Self:
        """The same error for a ``request`` that was not sent because of it."""
        shared = type(self).__new__(type(self), *self.args)
        vars(shared).update(vars(self))
        shared.request, shared.retry_at, shared.shared = request, retry_at, True
        shared.seconds, shared.received_bytes = None, 0
        return shared


class BadCredentials(XapiError):
    """The sign-in was refused. Nothing is sent again before ``retry_at`` (aware UTC)."""

    kind = "bad credentials"
    headline = "The PBX refused the sign-in of this dashboard."

    def __init__(
        self, retry_at: datetime, headline: str = "", advice: str = "", **facts: Unpack[Facts]
    ) -> None:
        advice = advice or (
            f"An administrator should compare client id and API key with {WHERE_CLIENTS_LIVE} and "
            "see that XAPI access is ticked there, and check THREECX_URL. To keep the PBX from "
            f"blocking this machine, the next attempt is made after {clock_words(retry_at)}."
        )
        super().__init__(headline, advice, **facts)
        self.retry_at = retry_at

    @classmethod
    def static_token_refused(cls, retry_at: datetime, **facts: Unpack[Facts]) -> BadCredentials:
        """A fixed token that the PBX does not take; only another one can help."""
        return cls(
            retry_at,
            "The PBX refused the fixed token of this dashboard.",
            "It may have expired. Set a new THREECX_TOKEN, or use client id and API key, which "
            f"renew themselves. This one is tried again after {clock_words(retry_at)}.",
            **facts,
        )

    @classmethod
    def token_taken(cls, retry_at: datetime, **facts: Unpack[Facts]) -> BadCredentials:
        """Somebody else signs in with the same client id, which ends our token each time."""
        return cls(
            retry_at,
            "Another program uses this API client.",
            "Each sign-in with a client id ends the one before. Create an API client for this "
            f"dashboard alone ({WHERE_CLIENTS_LIVE}). The next sign-in is made after "
            f"{clock_words(retry_at)}.",
            **facts,
        )

    @classmethod
    def not_shared(cls, retry_at: datetime) -> BadCredentials:
        """Another copy of this dashboard is signed in, and the two have no secret to share by."""
        return cls(
            retry_at,
            "Another copy of this dashboard is signed in to the PBX.",
            "Each sign-in with a client id ends the one before, so copies share one, sealed with "
            "a secret. Set TELEPHONY_SECRET to the same long random text in all of them, or stop "
            "the other copy.",
        )


class NotAllowed(XapiError):
    """Signed in, yet without the ``right`` for this; ``roles`` are those of the token."""

    kind = "not allowed"

    def __init__(self, right: str, roles: Sequence[str] = (), **facts: Unpack[Facts]) -> None:
        has = f"has the roles {', '.join(roles)}" if roles else "names no roles"
        elsewhere = (
            " The department of the client, the licence, or the list of addresses that may use "
            "the console can be in the way."
        )
        super().__init__(
            f"This dashboard's API client lacks the right “{right}”.",
            f"In {WHERE_CLIENTS_LIVE}, create the client in department DEFAULT with role System "
            f"Owner. Its token {has}.{elsewhere if right in roles else ''}",
            **facts,
        )
        self.right = right
        self.roles = tuple(roles)


class NoSuchGroup(XapiError):
    """The PBX lists no group of this ``number``; ``suggestions`` are numbers like it."""

    kind = "no such group"

    def __init__(
        self, number: str, suggestions: Sequence[str] = (), **facts: Unpack[Facts]
    ) -> None:
        super().__init__(
            f"There is no group “{shortened(number, 40)}”.",
            did_you_mean(*suggestions) if suggestions else "Choose another one.",
            **facts,
        )
        self.number = number
        self.suggestions = tuple(suggestions)


class QueryRefused(XapiError):
    """The PBX understood that it was asked something, and declined this question."""

    kind = "query refused"
    headline = "The PBX refused this query."
    advice = (
        "It gives no reason. A filter, a sort order or a column that it does not know is the "
        "usual one."
    )

    def __init__(self, headline: str = "", advice: str = "", **facts: Unpack[Facts]) -> None:
        if words := facts.get("pbx_message"):
            advice = advice or f"It says: {words}"
        super().__init__(headline, advice, **facts)


class NotOnThisVersion(XapiError):
    """The PBX does not know this report."""

    kind = "not on this version"
    headline = "This PBX does not offer this report."
    advice = (
        "It came with 3CX version 20 and needs an Enterprise licence for 8 simultaneous calls or "
        "more. Check THREECX_URL as well. It is asked again within the hour."
    )


class Busy(XapiError):
    """The PBX cannot answer now. ``retry_at`` (aware UTC) is when it asks to be called again."""

    kind = "busy"
    headline = "The PBX is too busy to answer."
    advice = "Try again in a minute. A shorter period is easier for it."

    def __init__(
        self,
        retry_at: datetime | None = None,
        headline: str = "",
        advice: str = "",
        **facts: Unpack[Facts],
    ) -> None:
        if retry_at is not None:
            advice = advice or f"The next request is sent after {clock_words(retry_at)}."
        super().__init__(headline, advice, **facts)
        self.retry_at = retry_at

    @classmethod
    def too_many_waiting(cls, waiting: int) -> Busy:
        """This dashboard has more questions waiting than it wants to put to the PBX."""
        return cls(
            headline=f"{waiting} questions to the PBX are waiting already.",
            advice="Try again in a minute, or choose fewer groups.",
        )


class TooManyRequests(XapiError):
    """One question would take ``needed`` requests to the PBX, and may take ``most``."""

    kind = "too many requests"

    def __init__(self, needed: int, most: int, advice: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(
            f"This would take {needed:,} requests to the PBX; one question may take {most:,}.",
            advice or "Choose a shorter range or fewer groups.",
            **facts,
        )
        self.needed = needed
        self.most = most


class Unreachable(XapiError):
    """No connection, or none that lasted."""

    kind = "unreachable"
    headline = "The PBX cannot be reached."
    advice = (
        "Check that it runs, that THREECX_URL names it, and that the network lets this machine "
        "through. After wrong sign-ins 3CX blocks an address: see its IP blacklist."
    )

    @classmethod
    def through(cls, proxy: str, **facts: Unpack[Facts]) -> Unreachable:
        """The same where all requests go through a ``proxy``, named without its password."""
        return cls(
            f"The PBX cannot be reached through the proxy {proxy}.",
            "Check that the proxy runs and lets this machine through to the PBX, and that "
            "THREECX_URL names the PBX. Where no proxy is needed, name the PBX in NO_PROXY.",
            **facts,
        )


class CertificateProblem(XapiError):
    """The TLS certificate does not prove that this is the PBX."""

    kind = "certificate"
    headline = "The certificate of the PBX is not trusted."
    advice = (
        "Use the PBX's own host name in THREECX_URL, not its address. For a certificate of your "
        "own, name its authority's file in THREECX_CA_FILE."
    )


class NotAnApiResponse(XapiError):
    """Something answered, but not as a 3CX XAPI does."""

    kind = "not an API answer"
    headline = "What came back is not an answer of the 3CX API."
    advice = (
        "A proxy or a sign-in page may stand in between. Check that THREECX_URL names the PBX "
        "itself."
    )

    @classmethod
    def no_readable_row(cls, rows: int, what: str, **facts: Unpack[Facts]) -> NotAnApiResponse:
        """So many rows came, and none of them has ``what`` each must have."""
        none = "the one row has no" if rows == 1 else f"none of the {rows:,} rows has a"
        return cls(
            advice=(
                f"No row of it has a readable {what}. An update of 3CX may have renamed the field, "
                "or a proxy changes what passes."
            ),
            **(facts | {"pbx_message": f"{none} readable {what}"}),
        )


class TooLarge(XapiError):
    """The answer is larger than this dashboard takes."""

    kind = "too large"
    headline = "The answer of the PBX is too large."
    advice = "Ask for a smaller group or a shorter period."


class TimedOut(XapiError):
    """The PBX did not finish its answer in time."""

    kind = "timed out"
    headline = "The PBX took too long to answer."
    advice = "Long periods are slow on 3CX: ask for a shorter one, or try again in a minute."


class NotReady(TimedOut):
    """The answer was not there when the reader had waited long enough; it may still come."""

    kind = "not ready"
    headline = "The PBX has not answered yet."
    advice = (
        "The request goes on in the background: try again in a minute. A shorter range or fewer "
        "groups are faster."
    )


def clock_words(moment: datetime) -> str:
    """A moment as people read it, in the zone it carries: ``10:47 UTC on 16 Nov 2026``."""
    return f"{moment:%H:%M %Z} on {moment.day} {moment:%b %Y}"


def shortened(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters, with dots where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
