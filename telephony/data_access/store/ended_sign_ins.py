"""The table ``ended_sign_in``: sign-ins of people that no process accepts any more."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import ended_sign_in as table


class StoredEndedSignIns:
    """The ended sign-ins of one database. Safe for threads. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, ended: Mapping[str, float], now: float) -> None:
        """Add numbers with when each would have ended by itself; those of the past are deleted."""
        rows = [{"number": number, "until": until} for number, until in ended.items()]
        insert = self._database.insert(table).on_conflict_do_nothing()
        with self._database.writing(Turn.ENDED_SIGN_INS, durable=True) as connection:
            connection.execute(delete(table).where(table.c.until <= now))
            connection.execute(insert, rows)

    def list(self, now: float) -> dict[str, float]:
        """Those that would still be valid."""
        wanted = select(table.c.number, table.c.until).where(table.c.until > now)
        with self._database.reading() as connection:
            return {str(number): float(until) for number, until in connection.execute(wanted)}
