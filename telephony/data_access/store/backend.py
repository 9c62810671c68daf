"""The file or database behind a store: opened at its first use, and again when it was replaced.

A SQLite file that turns out to be damaged is renamed, its sound buckets are copied into a new
file, and the work goes on there. Everything here blocks, and may hang with the disk or the
network: a caller sets a deadline and abandons the backend after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

from pydantic import SecretStr

from telephony.data_access.store.access_tokens import StoredAccessTokens
from telephony.data_access.store.audit import StoredAudit
from telephony.data_access.store.bucket_repository import BucketRepository
from telephony.data_access.store.bucket_uses import BucketUses
from telephony.data_access.store.database import Database
from telephony.data_access.store.ended_sign_ins import StoredEndedSignIns
from telephony.data_access.store.errors import (
    DamagedStore,
    MissingTables,
    NewerSchema,
    StoreError,
    folder_errors,
)
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.locks import Leases, lock_file
from telephony.data_access.store.migrations import migrate
from telephony.data_access.store.recent_responses import RecentResponses
from telephony.data_access.store.refusals import Refusals
from telephony.data_access.store.salvage import salvage_in_background, set_aside
from telephony.data_access.store.sign_ins import SignIns
from telephony.data_access.store.spent_requests import SpentRequests
from telephony.data_access.store.timeouts import Timeouts

T = TypeVar("T")

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoreTables:
    """The open database, and what reads and writes its tables.

    ``sign_ins`` is None without a secret. ``inode`` is the file's, None for PostgreSQL.
    """

    database: Database
    buckets: BucketRepository
    leases: Leases
    sign_ins: SignIns | None
    refusals: Refusals
    ledger: SpentRequests
    uses: BucketUses
    access_tokens: StoredAccessTokens
    audit: StoredAudit
    ended_sign_ins: StoredEndedSignIns
    responses: RecentResponses
    inode: int | None


@dataclass(frozen=True)
class StoreLocation:
    """Where a store is, and who uses it.

    ``where``: the path of a SQLite file, or the address of a PostgreSQL database. ``repairs``: a
    damaged file is replaced; otherwise it stays as it is.
    """

    where: Path | str
    secret: SecretStr | None
    owner: str
    extensions: ExtensionIndex
    timeouts: Timeouts
    repairs: bool = True


class Backend:
    """One file, or one PostgreSQL database. Safe for threads."""

    def __init__(self, location: StoreLocation) -> None:
        self._location = location
        self._lock = RLock()
        self._database: Database | None = None
        self._tables: StoreTables | None = None
        self._new_file_is_damaged = False

    def use(self, work: Callable[[StoreTables], T]) -> T:
        """The result of ``work``. Raises StoreError."""
        tables = self._open_tables()
        try:
            return work(tables)
        except (MissingTables, NewerSchema):
            self._close_tables(tables)  # the next use makes them, or finds that it may not
            raise
        except DamagedStore as damage:
            if not isinstance(self._location.where, Path) or not self._location.repairs:
                raise
            _log.error("the history store is damaged: %s", damage.__cause__ or damage.message)
            return work(self._replace(self._location.where, tables))

    def abandon(self) -> None:
        """Cancel whatever waits for the database. The backend is not used after this."""
        if self._database is not None:
            self._database.abandon()

    def close(self) -> None:
        """Release all leases and close the database."""
        tables, self._tables = self._tables, None
        if tables is None:
            return
        try:
            tables.leases.release_all()
        except StoreError:
            _log.info("the leases of this process are not released and expire")
        tables.database.close()

    def _open_tables(self) -> StoreTables:
        """The open tables; opened anew when another process has replaced the file."""
        tables = self._tables
        if tables is not None and _is_same_file(tables, self._location.where):
            return tables
        with self._lock:
            if self._tables is tables:
                if tables is not None:
                    tables.database.close()
                self._open()
            assert self._tables is not None  # noqa: S101  # for the type checker
            return self._tables

    def _close_tables(self, tables: StoreTables) -> None:
        with self._lock:
            if self._tables is tables:
                self._tables = None
                tables.database.close()

    def _replace(self, path: Path, broken: StoreTables) -> StoreTables:
        with self._lock:
            if self._tables is broken:
                broken.database.close()
                with lock_file(path, self._location.timeouts.lock):
                    self._open_new_file(path, rename_old=_inode(path) == broken.inode)
            return self._open_tables()

    def _open(self) -> None:
        path = self._location.where
        if not isinstance(path, Path):
            database = Database.postgresql(path, self._location.timeouts)
            self._tables = self._build_tables(database, None)
            return
        _make_folder(path.parent)
        with lock_file(path, self._location.timeouts.lock):
            try:
                self._tables = self._open_file(path)
            except DamagedStore:
                if self._new_file_is_damaged or not self._location.repairs:
                    raise
                self._open_new_file(path, rename_old=True)

    def _open_new_file(self, path: Path, *, rename_old: bool) -> None:
        aside = set_aside(path) if rename_old else None
        self._new_file_is_damaged = True  # until it opens: another new file would not help
        self._tables = self._open_file(path)
        self._new_file_is_damaged = False
        if aside is not None:
            timeouts = self._location.timeouts
            salvage = salvage_in_background(aside, path, self._location.extensions, timeouts)
            salvage.join(timeouts.transaction / 3)  # enough for most files

    def _open_file(self, path: Path) -> StoreTables:
        with folder_errors():
            path.touch(_FILE_MODE)
        return self._build_tables(Database.sqlite(path, self._location.timeouts), _inode(path))

    def _build_tables(self, database: Database, inode: int | None) -> StoreTables:
        self._database = database  # before its first use, which may hang
        try:
            migrate(database)
        except StoreError:
            database.close()
            raise
        secret = self._location.secret
        return StoreTables(
            database,
            BucketRepository(database, self._location.extensions),
            Leases(database, self._location.owner),
            SignIns(database, secret) if secret else None,
            Refusals(database),
            SpentRequests(database),
            BucketUses(database),
            StoredAccessTokens(database),
            StoredAudit(database),
            StoredEndedSignIns(database),
            RecentResponses(database),
            inode,
        )


def _make_folder(folder: Path) -> None:
    """Again at each opening: somebody may delete the folder while the program runs."""
    with folder_errors():
        folder.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)


def _is_same_file(tables: StoreTables, where: Path | str) -> bool:
    return tables.inode is None or tables.inode == _inode(where)


def _inode(path: Path | str) -> int | None:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return -1
