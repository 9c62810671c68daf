"""Who may ask: client credentials, one living token per client, and blocked addresses."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from demo_pbx.options import Clock, Options

# 3CX blocks an address after more than three wrong logins, until an admin allows it again.
WRONG_LOGINS_ALLOWED = 3


@dataclass(frozen=True)
class TokenResponse:
    """A status and the JSON object to send with it."""

    status: int
    body: dict[str, Any]


class Blacklist:
    """Addresses that gave more than three wrong logins in a row; blocked as long as this lives."""

    def __init__(self) -> None:
        """Begin with nobody blocked."""
        self._wrong: Counter[str] = Counter()

    def refused(self, address: str) -> None:
        """Count a wrong login."""
        self._wrong[address] += 1

    def accepted(self, address: str) -> None:
        """Forget the wrong logins before a right one."""
        del self._wrong[address]

    def __contains__(self, address: object) -> bool:
        """Tell whether an address is blocked."""
        return self._wrong[str(address)] > WRONG_LOGINS_ALLOWED


class Tokens:
    """Grants and checks tokens; a new one ends the one before."""

    def __init__(self, options: Options, clock: Clock) -> None:
        """Take the credentials to expect and the clock that tokens expire by."""
        self._options = options
        self._clock = clock
        self._token = ""
        self._expires = datetime.min.replace(tzinfo=clock().tzinfo)

    def knows(self, client_id: str, secret: str) -> bool:
        """Tell whether these are the client's credentials."""
        expected = f"{self._options.client_id}\0{self._options.api_key}".encode()
        return hmac.compare_digest(expected, f"{client_id}\0{secret}".encode())

    def grant(self) -> dict[str, Any]:
        """Return the answer with a new token; the one before is worth nothing from now on."""
        now = self._clock()
        self._expires = now + timedelta(minutes=self._options.token_minutes)
        opaque = self._options.opaque_token
        self._token = secrets.token_urlsafe(48) if opaque else self._jwt(now, self._expires)
        return {
            "token_type": "Bearer",
            "expires_in": self._options.expires_in,
            "access_token": self._token,
            "refresh_token": None,
        }

    def valid(self, authorization: str) -> bool:
        """Tell whether an Authorization header carries a living token."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return False
        static = self._options.static_token
        if static and hmac.compare_digest(static.encode(), token.encode()):
            return True
        living = self._clock() < self._expires
        return living and hmac.compare_digest(self._token.encode(), token.encode())

    def _jwt(self, issued: datetime, expires: datetime) -> str:
        """Write a token shaped as 3CX's are; nobody can check the signature, so it is noise."""
        payload = {
            "sub": self._options.client_id,
            "scope": "xapi",
            "aud": "/api",
            "iss": "demo-pbx.invalid",
            "role": self._options.role.claims,
            "iat": int(issued.timestamp()),
            "exp": int(expires.timestamp()),
            "jti": secrets.token_hex(8),
        }
        parts = (
            json.dumps({"alg": "ES256", "typ": "JWT"}).encode(),
            json.dumps(payload).encode(),
            secrets.token_bytes(64),
        )
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def login(
    form: dict[str, str], address: str, tokens: Tokens, blacklist: Blacklist
) -> TokenResponse:
    """Answer a token request."""
    if form.get("grant_type") != "client_credentials":
        return TokenResponse(400, {"error": "unsupported_grant_type"})
    if not tokens.knows(form.get("client_id", ""), form.get("client_secret", "")):
        blacklist.refused(address)
        description = "The request requires valid user authentication."
        return TokenResponse(401, {"error": "unauthorized", "error_description": description})
    blacklist.accepted(address)
    return TokenResponse(200, tokens.grant())
