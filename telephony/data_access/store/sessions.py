"""How each new connection is set up: limits to its waits, and the form of its values."""

from __future__ import annotations

import sqlite3
from math import ceil
from typing import Any

from sqlalchemy import Connection

from telephony.data_access.store.timeouts import Timeouts

# How PostgreSQL is to write its values for us, whatever the database or the role prefers.
_SESSION = {
    "DateStyle": "ISO",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "default_transaction_isolation": "read committed",
}


def tune_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """Set up a connection to a file."""
    connection.isolation_level = None  # we begin transactions ourselves
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=OFF")  # a damaged row must be possible to drop


def tune_postgresql(timeouts: Timeouts, connection: Any, _: Any) -> None:
    """Set up a connection to a server."""
    limits = {
        "statement_timeout": timeouts.transaction,
        "lock_timeout": timeouts.lock,
        # a program that was stopped halfway must not block the other writers
        "idle_in_transaction_session_timeout": timeouts.transaction,
    }
    settings = {name: str(ceil(seconds * 1000)) for name, seconds in limits.items()} | _SESSION
    connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in settings.items()))
    connection.commit()


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that writes takes its lock at once."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
