"""All stores of a test process share the statements that SQLAlchemy has compiled.

A program opens one store and compiles each of its statements once. Tests open thousands, and
would compile longer than they execute.
"""

from __future__ import annotations

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.util import LRUCache

# more than the store has
_MOST = 500


def share() -> None:
    """From now on a statement that was compiled for one engine serves the others of its kind."""
    compiled = LRUCache[object, object](_MOST)

    def use(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", use)
    # the keys of what is compiled hold the dialect, of which each engine has one
    for dialect in (sqlite.dialect, postgresql.psycopg.dialect):
        dialect.__eq__ = _are_alike  # type: ignore[assignment,method-assign]
        dialect.__hash__ = _hash  # type: ignore[assignment,method-assign]


def _are_alike(one: Dialect, other: object) -> bool:
    return type(one) is type(other) and _server(one) == _server(other)


def _hash(dialect: Dialect) -> int:
    return hash(type(dialect))


def _server(dialect: object) -> object:
    """The version, which a dialect has from its first connection on."""
    return getattr(dialect, "server_version_info", None)
