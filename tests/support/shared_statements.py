"""SQLite's statements, written once for all stores of a process.

SQLAlchemy writes them for each engine anew, which takes longer than to execute them: a program has
one store, and tests have one each.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from telephony.data_access.store import database


def share_statements() -> None:
    """From now on the engines of all files have the statements of one."""
    patch.object(database, "create_engine", _create_engine).start()


@cache
def _first() -> sa.Engine:
    return sa.create_engine("sqlite://")


def _create_engine(address: sa.URL, **options: Any) -> sa.Engine:
    """A server may write statements in a way of its own: those of PostgreSQL stay with it."""
    engine = sa.create_engine(address, **options)
    if engine.name == "sqlite":
        engine.dialect = engine.pool._dialect = _first().dialect  # noqa: SLF001
        engine._compiled_cache = _first()._compiled_cache  # noqa: SLF001
    return engine
