"""Authentication: client credentials, one valid token per client, and blocked addresses."""

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

# 3CX blocks an address after more than three failed logins, until an admin unblocks it.
FAILED_LOGINS_ALLOWED = 3


@dataclass(frozen=True)
class TokenResponse:
    """A status and the JSON object to send with it."""

    status: int
    body: dict[str, Any]


class Blacklist:
    """Addresses blocked after more than three failed logins in a row, until the program ends."""

    def __init__(self) -> None:
        """Start without blocked addresses."""
        self._failures: Counter[str] = Counter()

    def record_failure(self, address: str) -> None:
        """Count a failed login."""
        self._failures[address] += 1

    def record_success(self, address: str) -> None:
        """Reset the count of failed logins."""
        del self._failures[address]

    def __contains__(self, address: object) -> bool:
        """Return whether an address is blocked."""
        return self._failures[str(address)] > FAILED_LOGINS_ALLOWED


class Tokens:
    """Grants and checks tokens; a new one invalidates the previous one."""

    def __init__(self, options: Options, clock: Clock) -> None:
        """Take the expected credentials and the clock that tokens expire by."""
        self._options = options
        self._clock = clock
        self._token = ""
        self._expires = datetime.min.replace(tzinfo=clock().tzinfo)

    def knows(self, client_id: str, secret: str) -> bool:
        """Return whether these are the client's credentials."""
        expected = f"{self._options.client_id}\0{self._options.api_key}".encode()
        return hmac.compare_digest(expected, f"{client_id}\0{secret}".encode())

    def grant(self) -> dict[str, Any]:
        """Return the response body with a new token; the previous one is invalid from now on."""
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
        """Return whether an Authorization header carries a valid token."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return False
        static = self._options.static_token
        if static and hmac.compare_digest(static.encode(), token.encode()):
            return True
        unexpired = self._clock() < self._expires
        return unexpired and hmac.compare_digest(self._token.encode(), token.encode())

    def _jwt(self, issued: datetime, expires: datetime) -> str:
        """Return a token in 3CX's form; its signature is noise, as no client can check it."""
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
    """Respond to a token request."""
    if form.get("grant_type") != "client_credentials":
        return TokenResponse(400, {"error": "unsupported_grant_type"})
    if not tokens.knows(form.get("client_id", ""), form.get("client_secret", "")):
        blacklist.record_failure(address)
        description = "The request requires valid user authentication."
        return TokenResponse(401, {"error": "unauthorized", "error_description": description})
    blacklist.record_success(address)
    return TokenResponse(200, tokens.grant())
