"""Places for a history store, the same for every process of a test: a file, or a database."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
from pydantic import SecretStr
from sqlalchemy import event

from telephony.data_access.store.database import Database
from telephony.data_access.store.migrations import migrate
from telephony.data_access.store.schema import metadata, schema_version
from telephony.data_access.store.store import HistoryStore, open_store
from telephony.data_access.store.timeouts import Timeouts
from tests.support import postgres

# A loaded machine is no store that hangs.
PATIENT = Timeouts(transaction=60, lock=30, slow=60, read=600)
# For stores that fail on purpose, and work again.
TRIED_SOON = replace(PATIENT, retry=0.05)
# For stores that hang on purpose.
IMPATIENT = Timeouts(transaction=1, lock=0.5, slow=60, retry=0.05)
SECRET = "a phrase that nobody guesses"
# From this version on a new database is written to PostgreSQL's log by the row, unless told not to;
# a copy of the files takes a quarter of the time.
WITH_STRATEGIES = 150_000


# Nothing that tests wait for takes a second; what hangs takes for ever.
NEVER = 60


class Place:
    """Where a store is; ``environment`` are the settings that lead another process there."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.url = url
        self.environment = {"TELEPHONY_DATA_DIR": str(folder), "TELEPHONY_SECRET": SECRET}
        if url is not None:
            self.environment["TELEPHONY_DATABASE_URL"] = url

    @property
    def file(self) -> Path:
        return self.folder / "history.sqlite"

    def open(self, secret: str | None = SECRET, timeouts: Timeouts = PATIENT) -> HistoryStore:
        return open_store(
            self.folder,
            SecretStr(self.url) if self.url else None,
            SecretStr(secret) if secret else None,
            timeouts,
        )


def fill_disk(store: HistoryStore) -> None:
    """From now on the file cannot grow, whichever connection writes to it."""
    database = store.use(lambda tables: tables.database)
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        engine = connection.engine
    # at each use: those that are open now may be in the middle of something
    event.listen(engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={pages}"))


@contextmanager
def new_database(server: str, name: str) -> Iterator[str]:
    """An empty database in a running server, dropped at the end."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        # older ones know no other way
        copies = "STRATEGY file_copy" if connection.info.server_version >= WITH_STRATEGIES else ""
        connection.execute(f'CREATE DATABASE "{name}" {copies}')
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# Every column of the tables, views and indexes of a database, and what its tables are said to be.
COLUMNS = """
SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity::text
FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0 ORDER BY relname, attnum
"""
VERSION = "SELECT version, words FROM schema_version"


class SpareDatabase:
    """A database with the tables of a store and no rows, again and again.

    It is for tests that change nothing of it but tables. PostgreSQL takes much longer to make a
    database than to empty one, to make tables than to empty them, and to begin a session than to do
    anything in it. So a single session gives the same database to one test after the other, under
    a name of its own each time: whoever still has the old address reaches nothing. Tables that a
    test has changed are made anew.
    """

    def __init__(self, server: str, session: psycopg.Connection) -> None:
        self._server = server
        self._session = session
        self._made: tuple[list[tuple[object, ...]], ...] = ()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Its address; to one at a time."""
        if not self._made:
            self._session.execute("CREATE DATABASE spare")
            self._make_tables()
        name = f"history_{secrets.token_hex(6)}"
        self._session.execute(f"ALTER DATABASE spare RENAME TO {name}")
        try:
            yield f"{self._server}/{name}"
        finally:
            sessions = "pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            self._session.execute(f"SELECT {sessions}", [name])
            self._session.execute(f"ALTER DATABASE {name} RENAME TO spare")
            if not self._is_emptied():
                self._make_tables()

    def _is_emptied(self) -> bool:
        """Delete all rows; False where the tables are no longer those of a new store."""
        columns, version = self._made
        with self._connect() as connection:
            if connection.execute(COLUMNS).fetchall() != columns:
                return False
            if connection.execute(VERSION).fetchall() != version:
                return False
            tables = ", ".join(set(metadata.tables) - {schema_version.name})
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
            return True

    def _make_tables(self) -> None:
        with self._connect() as connection:
            names = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            for (table,) in connection.execute(names).fetchall():
                connection.execute(f"DROP TABLE {table} CASCADE")
        database = Database.postgresql(f"{self._server}/spare")
        migrate(database)
        database.close()
        with self._connect() as connection:
            made = (connection.execute(query).fetchall() for query in (COLUMNS, VERSION))
            self._made = tuple(made)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(f"{self._server}/spare", autocommit=True)


def until(holds: Callable[[], bool]) -> None:
    """Return when it holds; fail when it never does."""
    end = time.monotonic() + NEVER
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program has begun to edit the file, and went for lunch."""
    with closing(sqlite3.connect(file, isolation_level=None)) as editor:
        editor.execute("BEGIN EXCLUSIVE")
        yield
        editor.execute("ROLLBACK")


@contextmanager
def troubled(place: Place) -> Iterator[None]:
    """The database at ``place`` cannot be used for now: frozen, or the file locked."""
    if place.url is None:
        with locked(place.file):
            yield
        return
    with postgres.frozen(place.url.rpartition("/")[0]):
        yield
