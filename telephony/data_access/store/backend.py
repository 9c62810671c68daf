"""The file or database behind a store: opened when it is first used, and again where it must be.

A SQLite file that turns out to be damaged is set aside, what is sound in it is taken over, and
the work goes on with the new file. All of it blocks, and may hang where the disk or the network
does: whoever uses it keeps a deadline and throws the backend away after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

from pydantic import SecretStr

from telephony.data_access.store.bucket_repository import BucketRepository
from telephony.data_access.store.bucket_values import ExtensionIndex
from telephony.data_access.store.damage import alone, set_aside, take_over, usable_folder
from telephony.data_access.store.database import Database
from telephony.data_access.store.leases import Leases
from telephony.data_access.store.refusals import Refusals
from telephony.data_access.store.sign_ins import SignIns
from telephony.data_access.store.spending import Spending
from telephony.data_access.store.timeouts import Timeouts
from telephony.data_access.store.troubles import Damaged, StoreTrouble
from telephony.data_access.store.upgrade import prepare
from telephony.data_access.store.uses import Uses

T = TypeVar("T")

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """What the tables are used through. ``inode`` is the file's, None for PostgreSQL."""

    database: Database
    shelf: BucketRepository
    leases: Leases
    sign_ins: SignIns | None
    refusals: Refusals
    spending: Spending
    uses: Uses
    inode: int | None


@dataclass(frozen=True)
class Place:
    """Where a store is, and who uses it. A damaged file is left as it is unless ``repairs``."""

    where: Path | str
    secret: SecretStr | None
    owner: str
    roster: ExtensionIndex
    timeouts: Timeouts
    repairs: bool = True


class Backend:
    """One file, or one PostgreSQL database. Safe for threads."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = RLock()
        self._database: Database | None = None
        self._opened: Opened | None = None
        self._hopeless = False

    def use(self, work: Callable[[Opened], T]) -> T:
        """The result of ``work``. Raises StoreTrouble."""
        opened = self._current()
        try:
            return work(opened)
        except Damaged as damage:
            if not isinstance(self._place.where, Path) or not self._place.repairs:
                raise
            _log.error("the history store is damaged: %s", damage.__cause__ or damage.words)
            return work(self._replaced(self._place.where, opened))

    def abandon(self) -> None:
        """Break off whatever waits for the database. The backend is not used any more."""
        if self._database is not None:
            self._database.abandon()

    def close(self) -> None:
        """Give everything back and let go."""
        opened, self._opened = self._opened, None
        if opened is None:
            return
        try:
            opened.leases.give_back_all()
        except StoreTrouble:
            _log.info("leases of this process run out by themselves")
        opened.database.close()

    def _current(self) -> Opened:
        """What is open, opened anew where another process has replaced the file."""
        opened = self._opened
        if opened is not None and _is_there(opened, self._place.where):
            return opened
        with self._lock:
            if self._opened is opened:
                if opened is not None:
                    opened.database.close()
                self._open()
            assert self._opened is not None  # noqa: S101  # for the type checker
            return self._opened

    def _replaced(self, path: Path, broken: Opened) -> Opened:
        with self._lock:
            if self._opened is broken:
                broken.database.close()
                with alone(path, self._place.timeouts.lock):
                    self._open_anew(path, set_it_aside=_inode(path) == broken.inode)
            return self._current()

    def _open(self) -> None:
        path = self._place.where
        if not isinstance(path, Path):
            self._opened = self._parts(Database.postgresql(path, self._place.timeouts), None)
            return
        _make_folder(path.parent)
        with alone(path, self._place.timeouts.lock):
            try:
                self._opened = self._open_file(path)
            except Damaged:
                if self._hopeless or not self._place.repairs:
                    raise
                self._open_anew(path, set_it_aside=True)

    def _open_anew(self, path: Path, *, set_it_aside: bool) -> None:
        aside = set_aside(path) if set_it_aside else None
        self._hopeless = True  # a new file that is damaged as well is not the file's fault
        self._opened = self._open_file(path)
        self._hopeless = False
        if aside is not None:
            timeouts = self._place.timeouts
            # most files are done in this time; longer than that nobody waits
            take_over(aside, path, self._place.roster, timeouts).join(timeouts.answer / 3)

    def _open_file(self, path: Path) -> Opened:
        with usable_folder():
            path.touch(_FILE_MODE)
        return self._parts(Database.sqlite(path, self._place.timeouts), _inode(path))

    def _parts(self, database: Database, inode: int | None) -> Opened:
        self._database = database  # before it is used: this may be where it hangs
        try:
            prepare(database)
        except StoreTrouble:
            database.close()
            raise
        secret = self._place.secret
        return Opened(
            database,
            BucketRepository(database, self._place.roster),
            Leases(database, self._place.owner),
            SignIns(database, secret) if secret else None,
            Refusals(database),
            Spending(database),
            Uses(database),
            inode,
        )


def _make_folder(folder: Path) -> None:
    """Also while the program runs: somebody may tidy the folder away."""
    with usable_folder():
        folder.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)


def _is_there(opened: Opened, where: Path | str) -> bool:
    return opened.inode is None or opened.inode == _inode(where)


def _inode(path: Path | str) -> int | None:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return -1
