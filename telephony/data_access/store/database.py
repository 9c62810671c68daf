"""A connection to SQLite or PostgreSQL: short transactions, and errors sorted by what to do.

In SQLite a writer takes the only place for writing when it begins (``BEGIN IMMEDIATE``) and waits
for it, so that nobody fails in the middle with "database is locked". Waiting has its bounds, in
the database where it keeps them; a server that hangs keeps none, so ``abandon`` cuts the line.
"""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import partial
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakSet

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
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.schema import Table

from telephony.data_access.store.database_errors import sentence, trouble_of
from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts
from telephony.data_access.store.troubles import Damaged, StoreTrouble, Unstorable

_log = logging.getLogger(__name__)


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
        self._connections: WeakSet[ConnectionPoolEntry] = WeakSet()
        self._lock = Lock()
        # before anybody says anything on a new connection: it may hang there
        event.listen(engine, "connect", self._remember, insert=True)

    @classmethod
    def sqlite(cls, path: Path, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Database:
        """The file at ``path``, made when it is not there."""
        engine = create_engine(
            f"sqlite:///{path}",
            connect_args={"timeout": timeouts.lock, "check_same_thread": False},
            pool_timeout=timeouts.answer,
        )
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine, f"the file {path.name} in the data folder")

    @classmethod
    def postgresql(cls, url: str, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Database:
        """The database at a ``postgresql://…`` address."""
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError:
            raise StoreTrouble("The address of the history database cannot be read.") from None
        engine = create_engine(
            address,
            connect_args={"connect_timeout": ceil(timeouts.answer)},
            pool_pre_ping=True,
            pool_size=4,
            pool_timeout=timeouts.answer,
        )
        event.listen(engine, "connect", partial(_tune_postgresql, timeouts))
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

    def compact(self) -> bool:
        """Give the room of what was deleted back to the disk; False where that is not possible.

        PostgreSQL does it by itself.
        """
        return not self.is_sqlite or self._done("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    def make_one_file(self) -> bool:
        """Leave nothing beside the SQLite file, so that it can be copied alone."""
        return self._done("PRAGMA journal_mode=DELETE")

    def _done(self, *statements: str) -> bool:
        """What SQLite does outside of a transaction."""
        raw = self._engine.raw_connection()
        try:
            for statement in statements:
                raw.cursor().execute(statement)
        except sqlite3.Error as error:
            _log.warning("%s was not possible: %s", statements[0], error)
            return False
        finally:
            raw.close()
        return True

    def abandon(self) -> None:
        """Break off what is under way on any connection, so that whoever waits is told."""
        with self._lock:
            every = tuple(self._connections)
        for one in every:
            raw: Any = one.dbapi_connection
            try:
                if isinstance(raw, sqlite3.Connection):
                    raw.interrupt()
                    continue
                with socket.fromfd(raw.fileno(), socket.AF_INET, socket.SOCK_STREAM) as line:
                    line.shutdown(socket.SHUT_RDWR)
            except Exception:  # noqa: BLE001  # each driver has its own errors for "is closed"
                _log.debug("a connection was closed already")

    def _remember(self, _: Any, connection: ConnectionPoolEntry) -> None:
        with self._lock:
            self._connections.add(connection)

    @contextmanager
    def _sorted(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise Unstorable("A name holds a character that cannot be stored.") from error
        except SQLAlchemyError as error:
            raise trouble_of(error, self._where) from error
        except (ValueError, TypeError) as error:  # a value that SQLAlchemy's types cannot read
            raise Damaged(f"{sentence(self._where)} is damaged.") from error


def _tune_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=OFF")  # a damaged row must be possible to drop


def _tune_postgresql(timeouts: Timeouts, connection: Any, _: Any) -> None:
    limits = {
        "statement_timeout": timeouts.answer,
        "lock_timeout": timeouts.lock,
        # a program that was stopped in the middle must not keep the others from writing
        "idle_in_transaction_session_timeout": timeouts.answer,
    }
    for name, seconds in limits.items():
        connection.execute(f"SET {name} = {ceil(seconds * 1000)}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
