"""What a token holder shares with other programs, and with itself after a restart.

``telephony.data_access.pbx`` implements it over the store.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr


@dataclass(frozen=True)
class SharedToken:
    """A bearer token, and for how many seconds from now it may be used."""

    value: SecretStr
    seconds_left: float


@dataclass(frozen=True)
class SharedRefusal:
    """A refused credential: how many seconds it is not tried, and what the PBX responded."""

    seconds_left: float
    status: int | None
    message: str


class SharedSignIn(Protocol):
    """The one place where programs with the same API client store their one valid token, or that
    their credential was refused.
    """

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Bars other programs from signing in. Raises BadCredentials if this one may not either."""

    async def read(self) -> SharedToken | None:
        """The token stored last, expired or not; None where there is none."""

    async def store(self, token: SharedToken) -> None:
        """Replace the stored token, and forget a refusal."""

    async def refusal(self, credential: SecretStr) -> SharedRefusal | None:
        """The stored refusal, if it is of this credential and not over."""

    async def store_refusal(self, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Replace the stored refusal."""
