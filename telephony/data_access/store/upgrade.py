"""Making the tables, and bringing those of an earlier version up to date.

A step leads from one version to the next; a new store takes all of them. All happens in one
transaction, so a store is of one version or of the next, also when the program is killed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, inspect, select, text

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import (
    VERSION,
    VIEW,
    bucket_use,
    metadata,
    refused_sign_in,
    schema_version,
    spent_requests,
    words_of_version,
)
from telephony.data_access.store.troubles import Damaged, NewerSchema


def prepare(database: Database) -> None:
    """Leave a store of this version behind.

    Raises NewerSchema for one that a later program made, Damaged for one that is none.
    """
    with database.reading() as connection:
        if _version(connection) == VERSION:
            return
    with database.writing(Turn.TABLES, for_good=True) as connection:
        for version in range(_version(connection) + 1, VERSION + 1):
            _STEPS[version](connection)
            connection.execute(schema_version.delete())
            connection.execute(
                schema_version.insert().values(version=version, words=words_of_version(version))
            )


def _version(connection: Connection) -> int:
    """0 for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if not tables & set(metadata.tables):
        return 0
    if schema_version.name not in tables:
        raise Damaged("The history store has lost its version.")
    found = connection.execute(select(schema_version.c.version, schema_version.c.words)).all()
    if len(found) != 1 or found[0].words != words_of_version(found[0].version):
        raise Damaged("The history store has lost its version.")
    version = int(found[0].version)
    if version > VERSION:
        raise NewerSchema(
            "The stored history was made by a later version of this dashboard and is left as it is."
        )
    return version


def _tables(connection: Connection) -> None:
    metadata.create_all(connection)


def _view(connection: Connection) -> None:
    connection.execute(text(VIEW))


def _spent_requests(connection: Connection) -> None:
    spent_requests.create(connection, checkfirst=True)  # a new store has it from the first step


def _refused_sign_ins(connection: Connection) -> None:
    refused_sign_in.create(connection, checkfirst=True)


def _uses(connection: Connection) -> None:
    bucket_use.create(connection, checkfirst=True)


_STEPS: Final[dict[int, Callable[[Connection], None]]] = {
    1: _tables,
    2: _view,
    3: _spent_requests,
    4: _refused_sign_ins,
    5: _uses,
}
