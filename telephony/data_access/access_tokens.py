"""Personal access tokens: made, found by their secret, revoked.

A token is ``tdb_`` and 256 random bits. The store holds its SHA-256 alone. A password needs a slow
hash with a salt, since people choose it among few; a random secret of this length cannot be
guessed however fast the hash is, and a fast one without salt lets the store find the token by it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pydantic import SecretStr

from telephony.access.identity import folded
from telephony.answers.access_tokens import PREFIX, AccessToken
from telephony.data_access.store.backend import StoreTables
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.formatting.text import clean
from telephony.xapi.clock import Clock

MOST_DAYS: Final = 365
LONGEST_NAME: Final = 60
# One for each script and workbook; a person who has more has lost track of them.
MOST_ACTIVE: Final = 50
# How long a token that has ended is still listed.
_LISTED_FOR: Final = timedelta(days=30)
_RANDOM_BYTES: Final = 32
_SHAPE: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


class AccessTokens:
    """The tokens of a store. Methods block for a few seconds at most and raise StoreError.

    A person is the same with other capitals, as in the access file.
    """

    def __init__(self, store: HistoryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def are_temporary(self) -> bool:
        """True where they end with this process."""
        return self._store.is_temporary

    def make(
        self, person: str, name: str, days: int, groups: tuple[str, ...] | None, claims: str = ""
    ) -> tuple[SecretStr, AccessToken]:
        """A new token and its secret, which nobody can read again.

        ``groups``: what it is limited to; None: all that the person may see. ``claims``: see
        AccessToken. Raises ValueError with a sentence for what cannot be made.
        """
        name = clean(name).strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise ValueError(f"A token needs a name of 1 to {LONGEST_NAME} characters.")
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"A token lasts 1 to {MOST_DAYS} days.")
        if groups is not None and not groups:
            raise ValueError("A token needs at least one group.")
        now, owner = self._clock.now(), folded(person)
        ends = now + timedelta(days=days)
        token = AccessToken(0, owner, name, groups, claims, created_at=now, expires_at=ends)
        secret = f"{PREFIX}{secrets.token_urlsafe(_RANDOM_BYTES)}"
        key = self._add(token, _digest(secret))
        if key is None:
            raise ValueError(
                f"You have {MOST_ACTIVE} active tokens, and more are not possible. Revoke one "
                "that is no longer used."
            )
        return SecretStr(secret), replace(token, id=key)

    def _add(self, token: AccessToken, digest: str) -> int | None:
        """Its id, None if the person has too many; those that are no longer listed are deleted."""

        def work(tables: StoreTables) -> int | None:
            tables.access_tokens.delete_ended(token.created_at - _LISTED_FOR)
            return tables.access_tokens.add(token, digest, MOST_ACTIVE)

        return self._store.use(work)

    def list(self, person: str | None) -> tuple[AccessToken, ...]:
        """The tokens of a person, the newest first, with those that ended a short time ago.

        ``person``: None for everybody.
        """
        ended_since = self._clock.now() - _LISTED_FOR
        of = None if person is None else folded(person)
        tokens = self._store.use(lambda tables: tables.access_tokens.list(of), writes=False)
        return tuple(token for token in tokens if token.ends_at > ended_since)

    def find(self, secret: str) -> AccessToken | None:
        """The token with this secret, also one that has ended; None if there is none.

        Always asks the store, so that a token that another process revokes is revoked at once.
        """
        if not _SHAPE.fullmatch(secret):
            return None
        digest = _digest(secret)
        return self._store.use(lambda tables: tables.access_tokens.find(digest), writes=False)

    def is_active(self, token: AccessToken) -> bool:
        """True until it expires or is revoked."""
        return token.is_active(self._clock.now())

    def mark_used(self, token: AccessToken) -> None:
        """Remember that it was used now; not while the store cannot be written to."""
        now = self._clock.now()
        with suppress(StoreError):
            self._store.use(lambda tables: tables.access_tokens.mark_used(token.id, now))

    def revoke(self, person: str, key: int) -> bool:
        """Revoke a token that has this person; False if there is none, or it is revoked already."""
        now = self._clock.now()
        return self._store.use(lambda tables: tables.access_tokens.revoke(person, key, now))

    def remember_claims(self, person: str, claims: str) -> None:
        """What was known of a person at this sign-in, for the rights of their tokens."""
        of = folded(person)
        self._store.use(lambda tables: tables.access_tokens.remember_claims(of, claims))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
