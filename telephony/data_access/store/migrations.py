"""Creates the tables, and brings those of an earlier version up to date.

Each step leads from one version to the next; a new store runs all of them. They share one
transaction, so a store has its old version or the current one, even when the program is killed.

Tables that earlier programs neither know nor need do not raise the version. Such a program refuses
a higher one, and so it serves on while its successor starts beside it, even when it opens the
store again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection, Table, inspect, select, text

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.errors import DamagedStore, NewerSchema
from telephony.data_access.store.schema import (
    VERSION,
    VIEW,
    access_token,
    audit,
    bucket_use,
    ended_sign_in,
    metadata,
    recent_response,
    refused_sign_in,
    schema_version,
    spent_requests,
    version_text,
)


def migrate(database: Database) -> None:
    """Bring the store to this version.

    Raises NewerSchema for one that a later version made, DamagedStore for one that is no store.
    """
    with database.reading() as connection:
        if _read_version(connection) == VERSION and not _find_missing(connection, _ADDED):
            return
    with database.writing(Turn.TABLES, durable=True) as connection:
        found = _read_version(connection)
        for version in range(found + 1, VERSION + 1):
            _STEPS[version](connection)
        if found < VERSION:
            current = {"version": VERSION, "words": version_text(VERSION)}
            connection.execute(schema_version.delete())
            connection.execute(schema_version.insert(), current)
        _create_missing(connection, _ADDED)


def _read_version(connection: Connection) -> int:
    """0 for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if not tables & set(metadata.tables):
        return 0
    if schema_version.name not in tables:
        raise DamagedStore("The history store does not state its version.")
    found = connection.execute(select(schema_version.c.version, schema_version.c.words)).all()
    if len(found) != 1 or found[0].words != version_text(found[0].version):
        raise DamagedStore("The history store does not state its version.")
    version = int(found[0].version)
    if version > VERSION:
        raise NewerSchema(
            "The history store was made by a later version of this dashboard and is not changed."
        )
    return version


def _find_missing(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    found = set(inspect(connection).get_table_names())
    return [table for table in tables if table.name not in found]


def _create_missing(connection: Connection, tables: Iterable[Table]) -> None:
    missing = _find_missing(connection, tables)
    metadata.create_all(connection, missing, checkfirst=False)


def _create_tables(connection: Connection) -> None:
    _create_missing(connection, metadata.tables.values())


def _create_view(connection: Connection) -> None:
    connection.execute(text(VIEW))


def _create_spent_requests(connection: Connection) -> None:
    _create_missing(connection, [spent_requests])  # a new store has it from the first step


def _create_refused_sign_ins(connection: Connection) -> None:
    _create_missing(connection, [refused_sign_in])


def _create_bucket_uses(connection: Connection) -> None:
    _create_missing(connection, [bucket_use])


_ADDED: Final = (access_token, audit, ended_sign_in, recent_response)

_STEPS: Final[dict[int, Callable[[Connection], None]]] = {
    1: _create_tables,
    2: _create_view,
    3: _create_spent_requests,
    4: _create_refused_sign_ins,
    5: _create_bucket_uses,
}
