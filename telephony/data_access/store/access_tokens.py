"""The table ``access_token``: the digest of each personal access token, and what it may do."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, delete, func, or_, select, update

from telephony.answers.access_tokens import AccessToken
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import access_token as table

# Each use of a token would be a write otherwise.
_USE_ACCURACY = timedelta(minutes=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class StoredAccessTokens:
    """All tokens of one database. Safe for threads. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: AccessToken, digest: str, at_most: int) -> int | None:
        """Store a new one; its id, None if the person has ``at_most`` active ones already."""
        active = select(func.count()).where(
            table.c.person == token.person,
            table.c.revoked_at.is_(None),
            table.c.expires_at > token.created_at,
        )
        insert = table.insert().values(
            person=token.person,
            name=token.name,
            digest=digest,
            group_scope=None if token.groups is None else json.dumps(token.groups),
            claims=token.claims,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
        with self._database.writing(Turn.ACCESS_TOKENS, durable=True) as connection:
            if int(connection.scalar(active) or 0) >= at_most:
                return None
            return int(connection.execute(insert.returning(table.c.id)).scalar_one())

    def list(self, person: str | None) -> tuple[AccessToken, ...]:
        """Every token of a person, or of everybody, that is not deleted yet, the newest first."""
        wanted = select(table).order_by(table.c.id.desc())
        if person is not None:
            wanted = wanted.where(table.c.person == person)
        with self._database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(wanted))

    def find(self, digest: str) -> AccessToken | None:
        """The token with this digest, also one that has expired or is revoked."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.digest == digest)).first()
        return None if row is None else _token(row)

    def mark_used(self, key: int, now: datetime) -> None:
        """Remember the last use, exact to a minute."""
        is_older = or_(table.c.used_at.is_(None), table.c.used_at <= now - _USE_ACCURACY)
        mark = update(table).where(table.c.id == key, is_older).values(used_at=now)
        with self._database.writing(Turn.ACCESS_TOKENS) as connection:
            connection.execute(mark)

    def revoke(self, person: str, key: int, now: datetime) -> bool:
        """Revoke a token of this person; False if there is none, or it is revoked already."""
        mine = (table.c.id == key, table.c.person == person, table.c.revoked_at.is_(None))
        with self._database.writing(Turn.ACCESS_TOKENS, durable=True) as connection:
            changed = connection.execute(update(table).where(*mine).values(revoked_at=now))
            return changed.rowcount > 0

    def remember_claims(self, person: str, claims: str) -> None:
        """What the identity provider said of a person now, for all of their tokens."""
        stale = (table.c.person == person, table.c.claims != claims)
        with self._database.reading() as connection:
            if connection.execute(select(table.c.id).where(*stale).limit(1)).first() is None:
                return
        with self._database.writing(Turn.ACCESS_TOKENS) as connection:
            connection.execute(update(table).where(*stale).values(claims=claims))

    def delete_ended(self, before: datetime) -> int:
        """Delete the tokens that expired or were revoked by then; how many."""
        ended = or_(table.c.expires_at <= before, table.c.revoked_at <= before)
        with self._database.writing(Turn.ACCESS_TOKENS) as connection:
            return connection.execute(delete(table).where(ended)).rowcount


def _token(row: Row[tuple[object, ...]]) -> AccessToken:
    """One whose times or groups cannot be read, as on a damaged disk, is good for nothing."""
    return AccessToken(
        row.id,
        row.person,
        row.name,
        None if row.group_scope is None else _groups(row.group_scope),
        row.claims,
        row.created_at or _LONG_AGO,
        row.expires_at or _LONG_AGO,
        row.used_at,
        row.revoked_at,
    )


def _groups(scope: str) -> tuple[str, ...]:
    try:
        groups = json.loads(scope)
    except ValueError:
        return ()
    return tuple(map(str, groups)) if isinstance(groups, list) else ()
