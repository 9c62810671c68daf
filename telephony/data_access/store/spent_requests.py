"""The table ``spent_requests``: requests made for programs, by PBX and cell of time.

One count for all programs that share the store.
"""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import spent_requests as table
from telephony.settings.rates import Rates
from telephony.xapi.request_budget import HOUR, Spent, seconds_until, window_cells


class SpentRequests:
    """Counts in one database. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spend(self, pbx: str, cell: int, rates: Rates, *, anyway: bool) -> float:
        """As ``telephony.xapi.request_budget.Ledger.spend``."""
        window = window_cells(HOUR, cell)
        outdated = or_(table.c.cell < window.start, table.c.cell >= window.stop)
        insert = self._database.insert(table).values(pbx=pbx, cell=cell, requests=1)
        upsert = insert.on_conflict_do_update(
            index_elements=[table.c.pbx, table.c.cell], set_={"requests": table.c.requests + 1}
        )
        with self._database.writing(Turn.SPENDING) as connection:
            connection.execute(delete(table).where(table.c.pbx == pbx, outdated))
            columns = select(table.c.cell, table.c.requests).where(table.c.pbx == pbx)
            spent = {row.cell: row.requests for row in connection.execute(columns)}
            seconds = 0.0 if anyway else seconds_until(spent, cell, rates)
            if not seconds:
                connection.execute(upsert)
        return seconds

    def give_back(self, pbx: str, cell: int) -> None:
        """As ``telephony.xapi.request_budget.Ledger.give_back``."""
        counted = (table.c.pbx == pbx, table.c.cell == cell, table.c.requests > 0)
        with self._database.writing(Turn.SPENDING) as connection:
            connection.execute(update(table).where(*counted).values(requests=table.c.requests - 1))

    def read_spent(self, pbx: str, cell: int) -> Spent:
        """As ``telephony.xapi.request_budget.Ledger.spent``."""
        window = window_cells(HOUR, cell)
        wanted = select(table.c.cell, table.c.requests).where(
            table.c.pbx == pbx, table.c.cell >= window.start, table.c.cell < window.stop
        )
        with self._database.reading() as connection:
            return {row.cell: row.requests for row in connection.execute(wanted)}
