"""The table ``recent_response``: what the PBX responded of late, for all programs that need it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, or_, select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import recent_response as table

# As long as any program caches a response.
MOST_SECONDS = 12 * 3_600.0
MOST_ROWS = 500
MOST_BYTES = 32 * 2**20
_ROUNDING_SECONDS = 0.1


class StoredResponse(NamedTuple):
    """``seconds``: how long it is stored, by the database's clock."""

    content: bytes
    seconds: float


class RecentResponses:
    """The responses in one database. Safe for threads. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, name: str) -> StoredResponse | None:
        """The response of this name, None where there is none."""
        columns = (table.c.content, self._database.now() - table.c.stored_at)
        with self._database.reading() as connection:
            found = connection.execute(select(*columns).where(table.c.name == name)).first()
        return None if found is None else StoredResponse(bytes(found[0]), float(found[1]))

    def store(self, name: str, content: bytes) -> None:
        """Replace the response before; old ones go, and the oldest of too many."""
        now = self._database.now()
        # neither too old nor, after a clock was set back, of a time to come
        outdated = or_(
            table.c.stored_at < now - MOST_SECONDS, table.c.stored_at > now + _ROUNDING_SECONDS
        )
        row = {"content": content, "bytes": len(content), "stored_at": now}
        insert = self._database.insert(table).values(name=name, **row)
        upsert = insert.on_conflict_do_update(index_elements=[table.c.name], set_=row)
        newest = select(table.c.name, table.c.bytes).order_by(table.c.stored_at.desc())
        with self._database.writing(Turn.RESPONSES) as connection:
            connection.execute(delete(table).where(outdated))
            connection.execute(upsert)
            total, surplus = 0, []
            for number, (other, size) in enumerate(connection.execute(newest)):
                total += size
                if number >= MOST_ROWS or total > MOST_BYTES:
                    surplus.append(other)
            if surplus:
                connection.execute(delete(table).where(table.c.name.in_(surplus)))

    def delete_all(self) -> None:
        """Forget all of them: whoever needs one requests it."""
        with self._database.writing(Turn.RESPONSES) as connection:
            connection.execute(delete(table))
