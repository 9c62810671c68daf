"""The table ``audit``: entries are added and, once they are old, deleted; never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, or_, select

from telephony.answers.audit import AuditEntry, AuditFilter, AuditPage
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import audit as table

# Deleted in one transaction, so that other writers do not wait for long.
_DELETED_AT_ONCE: Final = 500
_COLUMNS: Final = tuple(table.c[field.name] for field in fields(AuditEntry))


class StoredAudit:
    """The audit in one database. Safe for threads. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entries: Sequence[AuditEntry]) -> None:
        """Add all of them or none; those that are there already stay as they are."""
        rows = [asdict(entry) for entry in entries]
        insert = self._database.insert(table).on_conflict_do_nothing(index_elements=[table.c.id])
        with self._database.writing(Turn.AUDIT, durable=True) as connection:
            connection.execute(insert, rows)

    def read(self, wanted: AuditFilter, first: int, at_most: int) -> AuditPage:
        """``at_most`` of the matching entries after the first ``first``, the newest first."""
        conditions = _conditions(wanted)
        rows = (
            select(*_COLUMNS)
            .where(*conditions)
            .order_by(table.c.at.desc(), table.c.id.desc())
            .offset(first)
            .limit(at_most)
        )
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).where(*conditions).select_from(table))
            # a time that cannot be read, as on a damaged disk, must not hide the others
            found = [row for row in connection.execute(rows) if row.at is not None]
        return AuditPage(tuple(AuditEntry(*row) for row in found), int(total or 0))

    def delete_before(self, moment: datetime) -> int:
        """Delete a batch of the entries before that time; how many, 0 when none are left."""
        old = select(table.c.id).where(table.c.at < moment).limit(_DELETED_AT_ONCE)
        with self._database.writing(Turn.AUDIT) as connection:
            return connection.execute(delete(table).where(table.c.id.in_(old))).rowcount


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(table.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(table.c.at < wanted.until)
    if wanted.person:
        conditions.append(func.lower(table.c.person) == func.lower(wanted.person))
    if wanted.kind:
        conditions.append(table.c.kind == wanted.kind)
    if wanted.text:
        texts = (table.c.person, table.c.kind, table.c.target, table.c.address, table.c.request_id)
        conditions.append(or_(*(text.icontains(wanted.text, autoescape=True) for text in texts)))
    return conditions
