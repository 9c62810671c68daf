"""Signing in with an OpenID provider, through Streamlit's ``st.login``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.types import Scope

from server.host_check import Refusal
from server.sign_in.open_id_cookie import read_sign_in
from telephony.access.identity import Identity
from telephony.settings.open_id import OpenId

# What is said of a sign-in, and not of a person; the last three are Streamlit's.
_OF_THE_TOKEN: Final = frozenset(
    {
        *("aud", "azp", "at_hash", "auth_time", "exp", "iat", "jti", "nbf", "nonce", "sid"),
        *("is_logged_in", "origin", "provider"),
    }
)


class OpenIdSignIn:
    """The person whom the provider has signed in."""

    by_button = True
    not_signed_in = "Sign in with your company account to see the dashboard."

    def __init__(self, open_id: OpenId) -> None:
        self._open_id = open_id

    def refusal(self, scope: Scope) -> Refusal | None:  # noqa: ARG002  # as the other ways have it
        """None: a cookie that is not valid is as good as none."""
        return None

    def identity(self, headers: Mapping[str, str]) -> Identity | None:
        """The person by the cookies in these headers; None: not signed in, or not any more."""
        sign_in = read_sign_in(headers, self._open_id)
        return None if sign_in is None else identity_of(sign_in.claims, self._open_id.name_claim)


def identity_of(claims: Mapping[str, Any], name_claim: str) -> Identity:
    """Who these claims describe.

    An e-mail address that the provider has not verified names nobody: people may have typed in
    whose they like.
    """
    said = {name: _texts(value) for name, value in claims.items() if name not in _OF_THE_TOKEN}
    # some providers send it as a text
    if "false" in map(str.lower, said.get("email_verified", ())):
        said.pop("email", None)
    name, email, subject = (_only(said.get(key)) for key in (name_claim, "email", "sub"))
    return Identity(name or subject, email, said)


def _texts(value: Any) -> frozenset[str]:
    """A claim's values as texts; what has an inner structure has none."""
    values = value if isinstance(value, list) else [value]
    return frozenset(
        str(each).lower() if isinstance(each, bool) else str(each)
        for each in values
        if isinstance(each, str | int | float)
    )


def _only(values: frozenset[str] | None) -> str:
    return next(iter(values)) if values and len(values) == 1 else ""
