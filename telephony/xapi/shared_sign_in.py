"""What a token holder needs to share its token with other programs. Implemented elsewhere."""

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


class SharedSignIn(Protocol):
    """The one place where programs with the same API client keep their one living token."""

    def alone(self) -> AbstractAsyncContextManager[None]:
        """While this is held, no other program signs in. Raises BadCredentials where it may not."""

    async def read(self) -> SharedToken | None:
        """The token that was kept last, used up or not; None where there is none."""

    async def keep(self, token: SharedToken) -> None:
        """Put it in the place of the one before."""
