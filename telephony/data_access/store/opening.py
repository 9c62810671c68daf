"""How a store is opened: the one of the settings, or one for this run alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pydantic import SecretStr

from telephony.data_access.store.store import HistoryStore
from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts

FILE_NAME = "history.sqlite"


def open_store(
    data_dir: Path,
    database_url: SecretStr | None = None,
    secret: SecretStr | None = None,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> HistoryStore:
    """The store in PostgreSQL where an address is given, else the file in ``data_dir``.

    One that cannot be used says so in its ``notice``, and is tried again in the background.
    """
    where = database_url.get_secret_value() if database_url else data_dir / FILE_NAME
    return HistoryStore(where, secret, timeouts=timeouts)


def temporary_store() -> HistoryStore:
    """A store that ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="telephony-"))
    return HistoryStore(folder / FILE_NAME, folder=folder)
