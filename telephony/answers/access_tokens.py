"""Personal access tokens, as their owner sees them: everything but the secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

PREFIX: Final = "tdb_"
"""How every token begins, so that people and scanners know one when they see it."""
_TOKEN: Final = re.compile(rf"{PREFIX}[\w-]{{8,}}")


@dataclass(frozen=True)
class AccessToken:
    """A token of ``person``, in time aware UTC.

    ``groups``: those it is limited to, see ``scope_of``; None: all that the person may see.
    ``claims``: what the identity provider said of the person at the last sign-in, as JSON.
    ``used_at`` is exact to a minute.
    """

    id: int
    person: str
    name: str
    groups: tuple[str, ...] | None
    claims: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def numbers_at(self, pbx: str) -> tuple[str, ...] | None:
        """The numbers of the groups of one PBX that it is limited to; None: all of them."""
        if self.groups is None:
            return None
        start = scope_of(pbx, "")
        return tuple(key.removeprefix(start) for key in self.groups if key.startswith(start))

    @property
    def ends_at(self) -> datetime:
        """When it was revoked, else when it expires."""
        return min(self.revoked_at or self.expires_at, self.expires_at)

    def is_active(self, now: datetime) -> bool:
        """True until it expires or is revoked."""
        return self.revoked_at is None and now < self.expires_at


def scope_of(pbx: str, number: str) -> str:
    """How a token names a group: by its number, after the id of the PBX where there are several."""
    return f"{pbx}/{number}" if pbx else number


def hide_tokens(text: str) -> str:
    """The text without the tokens in it, for what is stored or shown to others."""
    return _TOKEN.sub(f"{PREFIX}[hidden]", text)
