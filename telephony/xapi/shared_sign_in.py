"""What a token holder shares with other programs, and with itself after a restart.

Implemented elsewhere.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr


@dataclass(frozen=True)
class SharedToken:
    """A bearer token and for how many seconds from now on it may be used."""

    value: SecretStr
    seconds_left: float


@dataclass(frozen=True)
class SharedRefusal:
    """A refused credential: for how many seconds from now on it is not tried, and the answer."""

    seconds_left: float
    status: int | None
    words: str


class SharedSignIn(Protocol):
    """The one place where programs with the same API client keep their one living token, or that
    their credential was refused.
    """

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """While this is held, no other program signs in. Raises BadCredentials where it may not."""

    async def read(self) -> SharedToken | None:
        """The token that was kept last, used up or not; None where there is none."""

    async def store(self, token: SharedToken) -> None:
        """Put it in the place of the one before; a refusal is over."""

    async def refusal(self, credential: SecretStr) -> SharedRefusal | None:
        """What was kept last, if it was for this very credential and still stands."""

    async def store_refusal(self, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Put it in the place of the one before."""
