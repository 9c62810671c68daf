"""Places for a history store, the same for every process of a test: a file, or a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pydantic import SecretStr
from sqlalchemy import event

from telephony.data_access.store import HistoryStore, Timeouts, open_store

KINDS = ("sqlite", "postgresql")
# A loaded machine is no store that hangs.
PATIENT = Timeouts(answer=60, lock=30, slow=60, read=600)
# For stores that hang on purpose.
IMPATIENT = Timeouts(answer=0.5, lock=0.3, slow=60, retry=0.05)
SECRET = "a phrase that nobody guesses"


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
    engine = store._guard._backend._opened.database._engine  # type: ignore[union-attr]
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))
    engine.dispose()


@contextmanager
def new_database(server: str, name: str) -> Iterator[str]:
    """An empty database in a running server, dropped at the end."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]
