"""The table ``audit``: entries are added and, once they are old, deleted; never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, or_, select

from telephony.answers.audit import AuditEntry, AuditFilter, AuditPage
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import audit as table

# Deleted in one transaction, so that other writers do not wait for long.
_DELETED_AT_ONCE: Final = 500
# A search takes a fraction of a second, whatever it is for: a slow one would look like a store
# that hangs.
MOST_SEARCHED: Final = 200_000
_TEXTS: Final = ("person", "kind", "target", "address", "request_id")
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

    def read(
        self,
        wanted: AuditFilter,
        first: int,
        at_most: int,
        most_searched: int = MOST_SEARCHED,
    ) -> AuditPage:
        """``at_most`` of the matching entries after the first ``first``, the newest first."""
        newest = (table.c.at.desc(), table.c.id.desc())
        of_time = select(table).where(*_of_time(wanted)).order_by(*newest)
        searched = of_time.limit(most_searched).subquery()
        matching = select(searched).where(*_matching(wanted, searched.c)).subquery()
        rows = (
            select(*(matching.c[column.name] for column in _COLUMNS))
            .order_by(matching.c.at.desc(), matching.c.id.desc())
            .offset(first)
            .limit(at_most)
        )
        rest = of_time.with_only_columns(table.c.id).offset(most_searched).limit(1)
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(matching))
            # a time that cannot be read, as on a damaged disk, must not hide the others
            found = [row for row in connection.execute(rows) if row.at is not None]
            searched_all = connection.execute(rest).first() is None
        return AuditPage(tuple(AuditEntry(*row) for row in found), int(total or 0), searched_all)

    def delete_before(self, moment: datetime) -> int:
        """Delete a batch of the entries before that time; how many, 0 when none are left."""
        old = select(table.c.id).where(table.c.at < moment).limit(_DELETED_AT_ONCE)
        with self._database.writing(Turn.AUDIT) as connection:
            return connection.execute(delete(table).where(table.c.id.in_(old))).rowcount


def _of_time(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.since is not None:
        yield table.c.at >= wanted.since
    if wanted.until is not None:
        yield table.c.at < wanted.until


def _matching(wanted: AuditFilter, columns: Any) -> Iterator[ColumnElement[bool]]:
    if wanted.person:
        yield func.lower(columns.person) == func.lower(wanted.person)
    if wanted.kind:
        yield columns.kind == wanted.kind
    if wanted.text:
        texts = (getattr(columns, name) for name in _TEXTS)
        yield or_(*(text.icontains(wanted.text, autoescape=True) for text in texts))
