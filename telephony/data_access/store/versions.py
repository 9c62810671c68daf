"""The version of a store's tables, and whether this program may write to them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from telephony.data_access.store.errors import DamagedStore, MissingTables, NewerSchema
from telephony.data_access.store.schema import VERSION, schema_version, version_text

NOT_STATED = "The history store does not state its version."


def read_version(connection: Connection) -> int:
    """The version of the tables.

    Raises NewerSchema for one that a later version made, DamagedStore where none is stated.
    """
    found = connection.execute(select(schema_version.c.version, schema_version.c.words)).all()
    if len(found) != 1 or found[0].words != version_text(found[0].version):
        raise DamagedStore(NOT_STATED)
    version = int(found[0].version)
    if version > VERSION:
        raise NewerSchema(
            "The history store was made by a later version of this dashboard and is not changed."
        )
    return version


def require_current(connection: Connection) -> None:
    """Raises StoreError unless the tables are still those of this version.

    They were when the store was opened, but a later version may have changed them since, while
    this program ran on beside it, and an earlier backup may have been restored.
    """
    if read_version(connection) < VERSION:
        raise MissingTables("The history store has become one of an earlier version.")
