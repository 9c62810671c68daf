"""What can go wrong between the dashboard and a PBX. Each error knows its words for the reader.

::

    XapiError
    ├── SetupProblem          all in setup_problems.py: until an administrator acts
    │   ├── BadCredentials
    │   ├── CertificateProblem
    │   └── NotOffered        … not to this client, or not by this PBX
    │       ├── NotAllowed            in setup_problems.py
    │       └── NotOnThisVersion      in setup_problems.py
    ├── InvalidQuery          found before anything is sent: only another query helps
    │   ├── NoSuchGroup
    │   ├── NotForThisRole        in refusals.py
    │   ├── NoGroupForThem        in refusals.py
    │   └── TooManyRequests       in refusals.py
    ├── QueryRefused          the PBX rejects this query
    ├── UnusableResponse      a response arrived, but there is no result in it
    │   ├── NotAnApiResponse
    │   ├── TooLarge
    │   ├── IncompleteList        in report_errors.py
    │   └── RowsMissing           in report_errors.py
    ├── NoHourlyReport        in report_errors.py
    ├── Busy
    ├── Unreachable
    └── TimedOut
        └── NotReady

The tree lets a page distinguish "not allowed" from "not reachable" without knowing HTTP. No error
holds a secret: the PBX's messages are cleaned before they get here.
"""
# ruff: noqa: N818  # each name states a fact, as pages and logs show it

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self, TypedDict, Unpack

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count
from telephony.formatting.suggestions import did_you_mean
from telephony.formatting.text import visible
from telephony.periods.calendar import date_words


class Facts(TypedDict, total=False):
    """Which request failed and how; empty where none was sent."""

    request: str
    status: int | None
    pbx_message: str
    seconds: float | None
    received_bytes: int


class XapiError(Exception):
    """A query that has no result.

    ``headline`` says what went wrong, ``advice`` what to do, both in plain words. ``request`` is
    the failed request ("" when none was sent), ``status`` its HTTP status if it has one, and
    ``pbx_message`` what the PBX says about it: text from outside, shown as data. Where a response
    was read, ``seconds`` (to its last byte, else None) and ``received_bytes`` are its cost.
    ``retry_at`` (aware UTC) is set where no request at all is sent before that time. ``shared``:
    another request failed, and this one was not sent because of it.
    """

    kind: ClassVar[str] = "error"
    headline: str = "The PBX did not respond."
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

    @property
    def affects_all_requests(self) -> bool:
        """True where any other request would only fail as well, for now."""
        return self.retry_at is not None

    def shared_with(self, request: str, retry_at: datetime) -> Self:
        """The same error for a ``request`` that was not sent because of it."""
        shared = type(self).__new__(type(self), *self.args)
        vars(shared).update(vars(self))
        shared.request, shared.retry_at, shared.shared = request, retry_at, True
        shared.seconds, shared.received_bytes = None, 0
        return shared


class InvalidQuery(XapiError):
    """A query that is not sent, because it cannot have a result as it is."""


class NoSuchGroup(InvalidQuery):
    """The PBX lists no group of this ``number``; ``suggestions`` are similar numbers."""

    kind = "no such group"

    def __init__(
        self, number: str, suggestions: Sequence[str] = (), **facts: Unpack[Facts]
    ) -> None:
        super().__init__(
            f"There is no group “{visible(number, 40)}”.",
            did_you_mean(*suggestions) if suggestions else "Choose another one.",
            **facts,
        )
        self.number = number
        self.suggestions = tuple(suggestions)


class QueryRefused(XapiError):
    """The PBX understood the request and rejects its query options."""

    kind = "query refused"
    headline = "The PBX refused this query."
    advice = "It gives no reason. Most likely it does not know a filter, a sort order or a column."

    def __init__(self, headline: str = "", advice: str = "", **facts: Unpack[Facts]) -> None:
        if message := facts.get("pbx_message"):
            advice = advice or f"It says: {message}"
        super().__init__(headline, advice, **facts)


class UnusableResponse(XapiError):
    """A response arrived, but there is no result in it."""


class NotAnApiResponse(UnusableResponse):
    """Something responded, but not as a 3CX XAPI does."""

    kind = "not an API response"
    headline = "The response is not one of the 3CX API."
    advice = (
        "A proxy or a sign-in page may be in between. Check that THREECX_URL names the PBX itself."
    )

    @classmethod
    def no_readable_row(cls, rows: int, what: str, **facts: Unpack[Facts]) -> NotAnApiResponse:
        """All ``rows`` lack ``what`` each must have."""
        return cls(
            advice=(
                f"No row has a readable {what}. A 3CX update may have renamed the field, or a "
                "proxy may change responses."
            ),
            **(facts | {"pbx_message": LocaleText(_none_readable, rows, what)}),
        )


class TooLarge(UnusableResponse):
    """The response is larger than this dashboard reads."""

    kind = "too large"
    headline = "The response of the PBX is too large."
    advice = "Choose a smaller group or a shorter period."


class Busy(XapiError):
    """The PBX cannot respond now. ``retry_at`` (aware UTC) is when it allows the next request."""

    kind = "busy"
    headline = "The PBX is too busy to respond."
    advice = "Try again in a minute. A shorter period is less work for it."

    def __init__(
        self,
        retry_at: datetime | None = None,
        headline: str = "",
        advice: str = "",
        **facts: Unpack[Facts],
    ) -> None:
        if retry_at is not None:
            advice = advice or LocaleText(_sent_after, retry_at)
        super().__init__(headline, advice, **facts)
        self.retry_at = retry_at

    @classmethod
    def too_many_waiting(cls, waiting: int) -> Busy:
        """The dashboard has as many queries waiting as it allows."""
        return cls(
            headline=f"{waiting} queries are already waiting for the PBX.",
            advice="Try again in a minute, or choose fewer groups.",
        )


class Unreachable(XapiError):
    """No connection, or one that did not last."""

    kind = "unreachable"
    headline = "The PBX cannot be reached."
    advice = (
        "Check that it runs, that THREECX_URL names it, and that the network lets this machine "
        "through. After failed sign-ins 3CX blocks an address: see its IP blacklist."
    )

    @classmethod
    def through(cls, proxy: str, **facts: Unpack[Facts]) -> Unreachable:
        """The same where all requests go through a ``proxy``, named without its password."""
        return cls(
            f"The PBX cannot be reached through the proxy {proxy}.",
            "Check that the proxy runs and lets this machine through to the PBX, and that "
            "THREECX_URL names the PBX. If no proxy is needed, name the PBX in NO_PROXY.",
            **facts,
        )


class TimedOut(XapiError):
    """The PBX did not finish its response in time."""

    kind = "timed out"
    headline = "The PBX took too long to respond."
    advice = "Long periods are slow on 3CX: choose a shorter one, or try again in a minute."


class NotReady(TimedOut):
    """The result was not there when the reader had waited long enough; it may still arrive."""

    kind = "not ready"
    headline = "The PBX has not responded yet."
    advice = (
        "The request continues in the background: try again in a minute. A shorter range or fewer "
        "groups are faster."
    )


def time_text(time: datetime, style: LocaleStyle = ENGLISH) -> str:
    """A time as people read it, in its own zone: ``10:47 UTC on 16 Nov 2026``."""
    return f"{time:%H:%M %Z} on {date_words(time.date(), style)}"


def _sent_after(retry_at: datetime, style: LocaleStyle) -> str:
    return f"The next request is sent after {time_text(retry_at, style)}."


def _none_readable(rows: int, what: str, style: LocaleStyle) -> str:
    none = "the one row has no" if rows == 1 else f"none of the {count(rows, style)} rows has a"
    return f"{none} readable {what}"
