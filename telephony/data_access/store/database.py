"""Connections to SQLite or PostgreSQL: short transactions, and StoreError for every failure.

A SQLite writer takes the write lock when it begins (``BEGIN IMMEDIATE``), so that no transaction
fails halfway with "database is locked". The databases limit how long anything waits; a server
that hangs does not, so ``abandon`` cuts its connections.
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
    URL,
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

from telephony.data_access.store.errors import (
    DamagedStore,
    StoreError,
    UnstorableValue,
    capitalize,
    store_error_of,
)
from telephony.data_access.store.sessions import begin_sqlite, tune_postgresql, tune_sqlite
from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts
from telephony.data_access.store.versions import require_current

_log = logging.getLogger(__name__)


class Turn(IntEnum):
    """What a transaction writes to; transactions of one turn run one after the other.

    SQLite has a single writer anyway. In PostgreSQL the number is that of an advisory lock, so
    that two transactions never lock the same rows crosswise. Any numbers would do.
    """

    TABLES = 3_780_215
    BUCKETS = 3_780_216
    LEASES = 3_780_217
    SIGN_INS = 3_780_218
    SPENDING = 3_780_219
    ACCESS_TOKENS = 3_780_220
    AUDIT = 3_780_221
    ENDED_SIGN_INS = 3_780_222
    RESPONSES = 3_780_223


class Database:
    """One SQLite file or one PostgreSQL database. Safe for threads."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._connections: WeakSet[ConnectionPoolEntry] = WeakSet()
        self._lock = Lock()
        # before the first statement on a new connection, which may hang
        event.listen(engine, "connect", self._register, insert=True)

    @classmethod
    def sqlite(cls, path: Path, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Database:
        """The file at ``path``, created when it does not exist."""
        engine = create_engine(
            URL.create("sqlite", database=str(path)),  # a text would be taken apart at a ? or %
            connect_args={"timeout": timeouts.lock, "check_same_thread": False},
            pool_timeout=timeouts.transaction,
        )
        event.listen(engine, "connect", tune_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return cls(engine, f"the file {path.name} in the data folder")

    @classmethod
    def postgresql(cls, url: str, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Database:
        """The database at a ``postgresql://…`` address."""
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError:
            raise StoreError("The address of the history database is not valid.") from None
        engine = create_engine(
            address,
            connect_args={
                "connect_timeout": ceil(timeouts.transaction),
                # what the database has is for other programs: it may be none that texts fit into
                "client_encoding": "utf8",
                # a pooler in front gives each transaction another connection
                "prepare_threshold": None,
            },
            pool_pre_ping=True,
            pool_size=4,
            pool_timeout=timeouts.transaction,
            use_native_hstore=False,  # looking for a type that we do not use takes statements
        )
        event.listen(engine, "connect", partial(tune_postgresql, timeouts))
        return cls(engine, "the history database")

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreError."""
        with self._translate_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, turn: Turn, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that writes, alone among those of its turn.

        Raises StoreError, and then nothing was written: for buckets also where the tables are no
        longer of this version. ``durable``: once it ends, it survives a power failure.
        """
        with self._translate_errors(), self._engine.connect() as connection:
            if self.is_sqlite:
                level = "FULL" if durable else "NORMAL"
                connection.connection.cursor().execute(f"PRAGMA synchronous={level}")
                connection.execution_options(writes=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(select(func.pg_advisory_xact_lock(turn)))
                if turn is Turn.BUCKETS:
                    require_current(connection)
                yield connection

    def insert(self, table: Table) -> Any:
        """An insert that can handle conflicts."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def now(self) -> ColumnElement[float]:
        """The database's own clock, in seconds since 1970."""
        if self.is_sqlite:
            return literal_column("(julianday('now') - 2440587.5) * 86400.0", Float)
        return func.extract("epoch", func.clock_timestamp()).cast(Float)

    def size_bytes(self) -> int:
        """What it takes on disk, without a file's log of the last changes. Raises StoreError."""
        size = (
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if self.is_sqlite
            else "SELECT pg_database_size(current_database())"
        )
        with self.reading() as connection:
            return int(connection.exec_driver_sql(size).scalar_one())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def compact(self) -> bool:
        """Shrink the file after deletions; False when that is not possible now.

        PostgreSQL does it by itself.
        """
        return not self.is_sqlite or self._run_outside_transaction(
            "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"
        )

    def make_one_file(self) -> bool:
        """Move everything into the SQLite file itself, so that it can be copied alone."""
        return self._run_outside_transaction("PRAGMA journal_mode=DELETE")

    def _run_outside_transaction(self, *statements: str) -> bool:
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
        """Cancel what runs on any connection, so that whoever waits for it fails at once."""
        with self._lock:
            connections = tuple(self._connections)
        for entry in connections:
            raw: Any = entry.dbapi_connection
            try:
                if isinstance(raw, sqlite3.Connection):
                    raw.interrupt()
                    continue
                with socket.fromfd(raw.fileno(), socket.AF_INET, socket.SOCK_STREAM) as connection:
                    connection.shutdown(socket.SHUT_RDWR)
            except Exception:  # noqa: BLE001  # each driver has its own errors for a closed one
                _log.debug("a connection was closed already")

    def _register(self, _: Any, connection: ConnectionPoolEntry) -> None:
        with self._lock:
            self._connections.add(connection)

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise UnstorableValue("A name holds a character that cannot be stored.") from error
        except SQLAlchemyError as error:
            raise store_error_of(error, self._name) from error
        except (ValueError, TypeError) as error:  # a value that SQLAlchemy's types cannot read
            raise DamagedStore(f"{capitalize(self._name)} is damaged.") from error
        except RuntimeError as error:  # a driver that does not know what the database sends
            raise StoreError(f"{capitalize(self._name)} cannot be used.") from error
