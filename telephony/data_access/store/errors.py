"""What can go wrong with the store, and how errors of SQLite and PostgreSQL map to it.

None of it costs a value: what cannot be stored is shown all the same.

StoreError           the store cannot be used, or not now
├─ NoResponse        it is not reachable or hangs: neither reading nor writing works
├─ UnstorableValue   the database refuses a value; the store itself works
├─ NewerSchema       a later version of the dashboard made it
├─ MissingTables     its tables are gone, as while a backup is restored
└─ DamagedStore      it cannot be read as a whole
"""
# ruff: noqa: N818 - these names say what happened

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

# No sound store of ours answers our statements with one of these.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
}
_SHORT_READ = 522  # SQLITE_IOERR_SHORT_READ: the file ends in the middle of a page
_LOW_BYTE = 0xFF
# By SQLite's code, and by PostgreSQL's SQLSTATE.
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03"}
_FULL = {sqlite3.SQLITE_FULL, "53100"}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, "25006"}
# No such table, and no schema in which one could be.
_NO_TABLES = {"42P01", "3F000"}
_WORDS = (
    (_LOCKED, "{Name} is locked by another program."),
    (_FULL, "The disk is full: {name} cannot grow."),
    (_READ_ONLY, "No permission to write to {name}."),
    ({"42501"}, "No permission to use the tables of {name}."),
    (_NO_TABLES, "The tables of {name} are gone, or no permission to use them."),
    ({sqlite3.SQLITE_IOERR}, "The disk is full or broken: {name} cannot be read or written."),
)
# A value is larger than an index of PostgreSQL may hold: psycopg calls it operational.
_TOO_LARGE = "54000"
# A text has a character that the database's own encoding lacks.
_UNTRANSLATABLE = "22P05"
# How libpq begins a server's refusal: a wrong password, or no such database.
_REFUSED = "FATAL:"
# And what it says of an address that it cannot use as it is.
_WRONG_OPTION = re.compile(r"invalid (connection option|\w+ value)|bad value for")
_TLS = re.compile(r"\bSSL\b|certificate")


class StoreError(Exception):
    """The store cannot be used, or not now. ``message`` is one sentence for the reader."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NoResponse(StoreError):
    """The store is not reachable, or does not respond in time."""


class UnstorableValue(StoreError):
    """The database refuses a value. The next one may be stored all the same."""


class NewerSchema(StoreError):
    """A later version of the dashboard made this store; it is not changed."""


class MissingTables(StoreError):
    """The tables are gone, so the store has to be opened anew."""


class DamagedStore(StoreError):
    """The store as a whole cannot be read: not a history, or a broken one."""


def store_error_of(error: SQLAlchemyError, name: str) -> StoreError:
    """The error for the reader, who knows the database as ``name``."""
    if not isinstance(error, DBAPIError) or isinstance(error, InterfaceError):
        return StoreError(f"{capitalize(name)} cannot be used.")
    if _is_damage(error.orig):
        return DamagedStore(f"{capitalize(name)} is damaged.")
    if _code(error.orig) == _UNTRANSLATABLE:
        return UnstorableValue("A name holds a character that cannot be stored.")
    if isinstance(error, (DataError, IntegrityError)) or _code(error.orig) == _TOO_LARGE:
        return UnstorableValue(f"{capitalize(name)} refuses a value.")
    return _error_by_code(_code(error.orig), name) or _connection_error(error, name)


@contextmanager
def folder_errors() -> Iterator[None]:
    """Raise the operating system's errors about the data folder as StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"The data folder cannot be used ({error.strerror}).") from error


def capitalize(words: str) -> str:
    """The same words with a capital letter first; the other letters stay."""
    return words[0].upper() + words[1:]


def _connection_error(error: DBAPIError, name: str) -> StoreError:
    reason = str(error.orig)
    if _WRONG_OPTION.search(reason):
        return NoResponse("TELEPHONY_DATABASE_URL has an option that PostgreSQL does not know.")
    if not isinstance(error, OperationalError):
        return StoreError(f"{capitalize(name)} cannot be used.")
    if _TLS.search(reason):
        return NoResponse(f"TLS to {name} does not work: check sslmode and the certificates.")
    if _REFUSED in reason:
        return NoResponse(f"{capitalize(name)} refuses the connection.")
    return NoResponse(f"{capitalize(name)} does not respond.")


def _error_by_code(code: int | str | None, name: str) -> StoreError | None:
    words = next((words for codes, words in _WORDS if code in codes), None)
    if words is None:
        return None
    kind = MissingTables if code in _NO_TABLES else StoreError
    return kind(words.format(name=name, Name=capitalize(name)))


def _code(error: BaseException | None) -> int | str | None:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _LOW_BYTE
    state: str | None = getattr(error, "sqlstate", None)
    return state


def _is_damage(error: BaseException | None) -> bool:
    """Broken pages, a foreign file, or tables without the columns that ours have."""
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code == _SHORT_READ or code & _LOW_BYTE in _DAMAGE
