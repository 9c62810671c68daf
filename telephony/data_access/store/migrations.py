"""Creates the tables, and brings those of an earlier version up to date.

Each step leads from one version to the next; a new store runs all of them. They share one
transaction, so a store has its old version or the current one, even when the program is killed.

Tables that earlier programs neither know nor need do not raise the version. Such a program refuses
a higher one, and so it serves on while its successor starts beside it, even when it opens the
store again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from sqlalchemy import Connection, Table, inspect, make_url, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.errors import DamagedStore
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
from telephony.data_access.store.versions import NOT_STATED, read_version


def migrate(database: Database) -> None:
    """Bring the store to this version.

    Raises NewerSchema for one that a later version made, DamagedStore for one that is no store.
    """
    with database.reading() as connection:
        names = _table_names(connection)
        if _read_version(connection, names) == VERSION and names >= {one.name for one in _ADDED}:
            return
    with database.writing(Turn.TABLES, durable=True) as connection:
        names = _table_names(connection)
        found = _read_version(connection, names)
        for version in range(found + 1, VERSION + 1):
            _STEPS[version](connection, names)
        if found < VERSION:
            current = {"version": VERSION, "words": version_text(VERSION)}
            connection.execute(schema_version.delete())
            connection.execute(schema_version.insert(), current)
        _create_missing(connection, names, *_ADDED)


def _table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _read_version(connection: Connection, names: set[str]) -> int:
    """0 for an empty database."""
    if not names & set(metadata.tables):
        return 0
    if schema_version.name not in names:
        raise DamagedStore(NOT_STATED)
    return read_version(connection)


def _create_missing(connection: Connection, names: set[str], *tables: Table) -> None:
    """Make those that are not among ``names`` and add them there."""
    for table in tables:
        if table.name not in names:
            for statement in _statements(table, connection.dialect.name):
                connection.exec_driver_sql(statement)
            names.add(table.name)


@cache
def _statements(table: Table, dialect: str) -> tuple[str, ...]:
    """What makes a table with its indexes, written once: that takes longer than executing it."""
    made: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, table.indexes)]
    written_for = make_url(f"{dialect}://").get_dialect()()
    return tuple(str(one.compile(dialect=written_for)) for one in made)


def _create_tables(connection: Connection, names: set[str]) -> None:
    _create_missing(connection, names, *_TABLES)


def _create_view(connection: Connection, _: set[str]) -> None:
    connection.execute(text(VIEW))


def _create_spent_requests(connection: Connection, names: set[str]) -> None:
    _create_missing(connection, names, spent_requests)  # a new store has it from the first step


def _create_refused_sign_ins(connection: Connection, names: set[str]) -> None:
    _create_missing(connection, names, refused_sign_in)


def _create_bucket_uses(connection: Connection, names: set[str]) -> None:
    _create_missing(connection, names, bucket_use)


# Those that others refer to come first.
_TABLES: Final = tuple(metadata.sorted_tables)
_ADDED: Final = (access_token, audit, ended_sign_in, recent_response)

_STEPS: Final[dict[int, Callable[[Connection, set[str]], None]]] = {
    1: _create_tables,
    2: _create_view,
    3: _create_spent_requests,
    4: _create_refused_sign_ins,
    5: _create_bucket_uses,
}
