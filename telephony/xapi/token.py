"""A bearer token and its claims: how long it is valid, which roles it has."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from telephony.formatting.text import clean, shorten
from telephony.xapi.response_body import parse_json

MINUTE = 60.0
# Up to 20.0.8 expires_in was 60 and meant minutes; since 20.0.9 it is 3600 and means seconds.
# No version grants a token of five minutes or of five hours, so the number shows the unit.
_MINUTES_UP_TO = 300
_LATEST_SECONDS = 10**11  # in the year 5138; more is not a time
_DIGITS = len(str(_LATEST_SECONDS))
_ROLES_SHOWN = 50
_ROLE_CHARACTERS = 40


@dataclass(frozen=True)
class Token:
    """A bearer token; ``serial`` counts up, ``renew_at`` is on the monotonic clock."""

    value: SecretStr
    roles: tuple[str, ...]
    renew_at: float
    serial: int


def read_claims(token: str) -> dict[str, Any]:
    """The claims of a JWT, unverified: it came over TLS from the PBX. {} for any other token."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = parse_json(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def lifetime_seconds(
    claims: Mapping[str, Any],
    body: Mapping[str, Any],
    default_seconds: float,
    date: datetime | None = None,
) -> float:
    """How long a token is valid, from its claims, else from ``expires_in``, else the default.

    The claims are two times of the PBX's clock, so their difference needs no clock of ours. For a
    token that does not say when it was issued, ``date`` does: the Date header of its response.
    """
    issued = _number(claims.get("iat", claims.get("nbf"))) or (date.timestamp() if date else None)
    expires = _number(claims.get("exp"))
    if issued and expires and expires > issued:
        return expires - issued
    given = _number(body.get("expires_in"))
    if not given:
        return default_seconds
    return given * MINUTE if given <= _MINUTES_UP_TO else given


def _number(value: Any) -> float | None:
    """A positive number of seconds that a clock can hold; also from digits in a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < _LATEST_SECONDS else None


def roles_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The ``role`` claim, a text or a list of them; () where there is none."""
    role = claims.get("role")
    roles = [role] if isinstance(role, str) else role if isinstance(role, list) else []
    texts = [shorten(clean(text), _ROLE_CHARACTERS) for text in roles if isinstance(text, str)]
    return tuple(texts[:_ROLES_SHOWN])
