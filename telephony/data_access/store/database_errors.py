"""What SQLite and PostgreSQL say when something is wrong, sorted by what to do about it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from telephony.data_access.store.troubles import Damaged, NoAnswer, StoreTrouble, Unstorable

# What no sound store of ours answers to what we ask of it.
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
_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, "25006"}
_NOT_OURS = "42501"
# How libpq begins what a server says when it closes the door: a wrong password, no such database.
_REFUSED = "FATAL:"


def trouble_of(error: SQLAlchemyError, where: str) -> StoreTrouble:
    """The trouble with the database that the reader knows as ``where``."""
    if not isinstance(error, DBAPIError) or isinstance(error, InterfaceError):
        return StoreTrouble(f"{sentence(where)} cannot be used.")
    if _is_damage(error.orig):
        return Damaged(f"{sentence(where)} is damaged.")
    if isinstance(error, (DataError, IntegrityError)):
        return Unstorable(f"{sentence(where)} refuses a value.")
    return _known(_code(error.orig), where) or _lost(error, where)


def _lost(error: DBAPIError, where: str) -> StoreTrouble:
    if not isinstance(error, OperationalError):
        return StoreTrouble(f"{sentence(where)} cannot be used.")
    if _REFUSED in str(error.orig):
        return NoAnswer(f"{sentence(where)} refuses the connection.")
    return NoAnswer(f"{sentence(where)} does not answer.")


def _known(code: int | str | None, where: str) -> StoreTrouble | None:
    if code in _LOCKED:
        return StoreTrouble(f"{sentence(where)} is locked by another program.")
    if code in _FULL:
        return StoreTrouble(f"The disk is full: {where} takes no more.")
    if code in _FORBIDDEN:
        return StoreTrouble(f"There is no right to write to {where}.")
    if code == _NOT_OURS:
        return StoreTrouble(f"There is no right to the tables of {where}.")
    if code == sqlite3.SQLITE_IOERR:
        return StoreTrouble(f"The disk is full or broken: {where} cannot be read or written.")
    return None


def sentence(words: str) -> str:
    """With a capital letter first."""
    return words[0].upper() + words[1:]


def _code(error: BaseException | None) -> int | str | None:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _LOW_BYTE
    state: str | None = getattr(error, "sqlstate", None)
    return state


def _is_damage(error: BaseException | None) -> bool:
    """Broken pages, a foreign file, or tables that lack what ours have."""
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code == _SHORT_READ or code & _LOW_BYTE in _DAMAGE
