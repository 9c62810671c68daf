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
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.schema import Table

from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts
from telephony.data_access.store.troubles import Damaged, NoAnswer, StoreTrouble, Unstorable

# PostgreSQL's name for whatever is wrong (SQLSTATE).
_PG_LOCKED, _PG_FULL = {"55P03"}, {"53100"}
_PG_FORBIDDEN = {"25006", "42501"}
_log = logging.getLogger(__name__)

# What no sound store of ours answers to what we ask of it.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
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
            raise self._trouble(error) from error
        except (ValueError, TypeError) as error:  # a value that SQLAlchemy's types cannot read
            raise Damaged(f"{self._where.capitalize()} is damaged.") from error

    def _trouble(self, error: SQLAlchemyError) -> StoreTrouble:
        where = _sentence(self._where)
        if not isinstance(error, DBAPIError) or isinstance(error, InterfaceError):
            return StoreTrouble(f"{where} cannot be used.")
        if self.is_sqlite and _is_damage(error.orig):
            return Damaged(f"{where} is damaged.")
        if isinstance(error, (DataError, IntegrityError)):
            return Unstorable(f"{where} refuses a value.")
        return self._known(error)

    def _known(self, error: DBAPIError) -> StoreTrouble:
        where = _sentence(self._where)
        code = getattr(error.orig, "sqlite_errorcode", 0) & _LOW_BYTE
        state = getattr(error.orig, "sqlstate", None)
        if code in _LOCKED or state in _PG_LOCKED:
            return StoreTrouble(f"{where} is locked by another program.")
        if code == sqlite3.SQLITE_FULL or state in _PG_FULL:
            return StoreTrouble(f"The disk is full: {self._where} takes no more.")
        if code in _FORBIDDEN or state in _PG_FORBIDDEN:
            return StoreTrouble(f"There is no right to write to {self._where}.")
        if code == sqlite3.SQLITE_INTERRUPT or isinstance(error, OperationalError):
            return NoAnswer(f"{where} does not answer.")
        return StoreTrouble(f"{where} cannot be used.")


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


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_damage(error: BaseException | None) -> bool:
    """Broken pages, a foreign file, or tables that lack what ours have."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return isinstance(error, sqlite3.DatabaseError)
    return code == _SHORT_READ or code & _LOW_BYTE in _DAMAGE
