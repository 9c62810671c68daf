"""A connection to SQLite or PostgreSQL: short transactions, and errors sorted by what to do.

In SQLite a writer takes the only place for writing when it begins (``BEGIN IMMEDIATE``) and waits
for it, so that nobody fails in the middle with "database is locked".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    create_engine,
    event,
    func,
    literal_column,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.schema import Table

from telephony.data_access.store.troubles import Damaged, StoreTrouble

# Transactions take milliseconds; only a machine that stands still makes anybody wait so long.
BUSY_SECONDS = 30
# A database that does not answer must not hold up the figures of the PBX.
CONNECT_SECONDS = 5
# What no sound store of ours answers to what we ask of it.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
}
_SHORT_READ = 522  # SQLITE_IOERR_SHORT_READ: the file ends in the middle of a page
_LOW_BYTE = 0xFF


class Turn(IntEnum):
    """Whose turn it is to write. SQLite has one writer in any case; in PostgreSQL those of one
    turn wait for each other instead of locking the same rows crosswise. Any numbers will do.
    """

    TABLES = 3_780_215
    BUCKETS = 3_780_216
    LEASES = 3_780_217
    SIGN_INS = 3_780_218
    SPENDING = 3_780_219


class Database:
    """One SQLite file or one PostgreSQL database. Safe for threads."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where

    @classmethod
    def sqlite(cls, path: Path) -> Database:
        """The file at ``path``, made when it is not there."""
        engine = create_engine(
            f"sqlite:///{path}",
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine, f"the file {path.name} in the data folder")

    @classmethod
    def postgresql(cls, url: str) -> Database:
        """The database at a ``postgresql://…`` address."""
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError:
            raise StoreTrouble("The address of the history database cannot be read.") from None
        engine = create_engine(
            address,
            connect_args={"connect_timeout": CONNECT_SECONDS},
            pool_pre_ping=True,
            pool_size=4,
        )
        return cls(engine, "the history database")

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreTrouble."""
        with self._sorted(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, turn: Turn, *, for_good: bool = False) -> Iterator[Connection]:
        """A transaction that writes, alone among those of its turn.

        Raises StoreTrouble, and then nothing was written. ``for_good``: it is on the disk when
        this ends, also should the power fail then.
        """
        with self._sorted(), self._engine.connect() as connection:
            if self.is_sqlite:
                level = "FULL" if for_good else "NORMAL"
                connection.connection.cursor().execute(f"PRAGMA synchronous={level}")
                connection.execution_options(writes=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(select(func.pg_advisory_xact_lock(turn)))
                yield connection

    def insert(self, table: Table) -> Any:
        """An insert that can say what to do on a conflict."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def now(self) -> ColumnElement[float]:
        """The database's own clock, in seconds since 1970."""
        if self.is_sqlite:
            return literal_column("(julianday('now') - 2440587.5) * 86400.0", Float)
        return func.extract("epoch", func.clock_timestamp()).cast(Float)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _sorted(self) -> Iterator[None]:
        try:
            yield
        except InterfaceError as error:
            raise StoreTrouble(f"{self._where.capitalize()} cannot be used.") from error
        except DBAPIError as error:
            if _is_damage(error.orig):
                raise Damaged(f"{self._where.capitalize()} is damaged.") from error
            raise StoreTrouble(self._words(error.orig)) from error
        except SQLAlchemyError as error:
            raise StoreTrouble(f"{self._where.capitalize()} cannot be used.") from error
        except (ValueError, TypeError) as error:  # a value that SQLAlchemy's types cannot read
            raise Damaged(f"{self._where.capitalize()} is damaged.") from error

    def _words(self, error: BaseException | None) -> str:
        code = getattr(error, "sqlite_errorcode", 0) & _LOW_BYTE
        if code == sqlite3.SQLITE_FULL:
            return f"The disk is full: {self._where} takes no more."
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return f"There is no right to write to {self._where}."
        return f"{self._where.capitalize()} does not answer."


def _tune_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=OFF")  # a damaged row must be possible to drop


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_damage(error: BaseException | None) -> bool:
    """Broken pages, a foreign file, or tables that lack what ours have."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return isinstance(error, sqlite3.DatabaseError)
    return code == _SHORT_READ or code & _LOW_BYTE in _DAMAGE
