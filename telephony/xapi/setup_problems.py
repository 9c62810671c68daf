"""Errors that stay until an administrator changes something, each with the steps to take."""
# ruff: noqa: N818  # each name states a fact, as pages and logs show it

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.xapi.errors import Facts, XapiError, time_text

API_CLIENTS = "the 3CX console under Integrations → API"


class SetupProblem(XapiError):
    """No report can be read until an administrator changes something."""

    @property
    def affects_all_requests(self) -> bool:
        return True


class BadCredentials(SetupProblem):
    """The PBX refuses the sign-in. Nothing is sent again before ``retry_at`` (aware UTC)."""

    kind = "bad credentials"
    headline = "The PBX refused the sign-in of this dashboard."

    def __init__(
        self, retry_at: datetime, headline: str = "", advice: str = "", **facts: Unpack[Facts]
    ) -> None:
        advice = advice or LocaleText(
            _next_attempt,
            f"An administrator should compare the client id and API key with {API_CLIENTS}, make "
            "sure that XAPI access is ticked there, and check THREECX_URL. To keep the PBX from "
            "blocking this machine, the next attempt is made after",
            retry_at,
        )
        super().__init__(headline, advice, **facts)
        self.retry_at = retry_at

    @classmethod
    def static_token_refused(cls, retry_at: datetime, **facts: Unpack[Facts]) -> BadCredentials:
        """A configured token that the PBX does not accept; only another one can help."""
        return cls(
            retry_at,
            "The PBX refused the fixed token of this dashboard.",
            LocaleText(
                _next_attempt,
                "It may have expired. Set a new THREECX_TOKEN, or use a client id and API key, "
                "whose tokens renew themselves. This one is tried again after",
                retry_at,
            ),
            **facts,
        )

    @classmethod
    def token_taken(cls, retry_at: datetime, **facts: Unpack[Facts]) -> BadCredentials:
        """Another program signs in with the same client id, which ends our token each time."""
        return cls(
            retry_at,
            "Another program uses this API client.",
            LocaleText(
                _next_attempt,
                "Each sign-in with a client id ends the previous one. Create an API client for "
                f"this dashboard alone ({API_CLIENTS}). The next sign-in is made after",
                retry_at,
            ),
            **facts,
        )

    @classmethod
    def not_shared(cls, retry_at: datetime) -> BadCredentials:
        """Another copy of the dashboard is signed in, and the two have no secret in common."""
        return cls(
            retry_at,
            "Another copy of this dashboard is signed in to the PBX.",
            "Each sign-in with a client id ends the previous one, so copies share one, encrypted "
            "with a secret. Set TELEPHONY_SECRET to the same long random text in all of them, or "
            "stop the other copy.",
        )


class CertificateProblem(SetupProblem):
    """The TLS certificate does not show that this is the PBX."""

    kind = "certificate"
    headline = "The certificate of the PBX is not trusted."
    advice = (
        "Use the PBX's own host name in THREECX_URL, not its IP address. For a private "
        "certificate authority, name its file in THREECX_CA_FILE."
    )


class NotOffered(SetupProblem):
    """The PBX does not offer this report to this client."""


class NotAllowed(NotOffered):
    """Signed in, but without the ``right`` for this; ``roles`` are those of the token."""

    kind = "not allowed"

    def __init__(self, right: str, roles: Sequence[str] = (), **facts: Unpack[Facts]) -> None:
        has = f"has the roles {', '.join(roles)}" if roles else "names no roles"
        elsewhere = (
            " The cause may also be the client's department, the licence, or the list of "
            "addresses that may use the console."
        )
        super().__init__(
            f"This dashboard's API client lacks the right “{right}”.",
            f"In {API_CLIENTS}, create the client in department DEFAULT with role System "
            f"Owner. Its token {has}.{elsewhere if right in roles or not roles else ''}",
            **facts,
        )
        self.right = right
        self.roles = tuple(roles)


class NotOnThisVersion(NotOffered):
    """The PBX does not know this report."""

    kind = "not on this version"
    headline = "This PBX does not offer this report."
    advice = (
        "It came with 3CX version 20 and needs an Enterprise licence for 8 simultaneous calls or "
        "more. Check THREECX_URL as well. The dashboard tries again within the hour."
    )

    @classmethod
    def after_it_worked(cls, **facts: Unpack[Facts]) -> NotOnThisVersion:
        """The PBX did know it, so this is no question of the version."""
        return cls(
            "The PBX does not offer this report at the moment.",
            "It did before, so the PBX may be starting. Try again in a minute. If it stays so, "
            "check THREECX_URL and the licence.",
            **facts,
        )


def _next_attempt(words: str, retry_at: datetime, style: LocaleStyle) -> str:
    return f"{words} {time_text(retry_at, style)}."
