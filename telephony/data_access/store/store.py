"""The history store as the rest of the program sees it, and how one is opened.

Its methods block: call them off the event loop. They raise StoreTrouble and nothing else of the
database. A SQLite file that turns out to be damaged is set aside, what is sound in it is taken
over, and the call goes on with the new file.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TypeVar

from pydantic import SecretStr

from telephony.data_access.buckets import Bucket
from telephony.data_access.store.damage import alone, save_the_sound, set_aside, usable_folder
from telephony.data_access.store.database import Database
from telephony.data_access.store.figures import Kept, Roster, Series
from telephony.data_access.store.leases import Leases
from telephony.data_access.store.shelf import Reading, Shelf
from telephony.data_access.store.sign_ins import SignIns
from telephony.data_access.store.spending import Spending
from telephony.data_access.store.troubles import Damaged, StoreTrouble
from telephony.data_access.store.upgrade import prepare
from telephony.rates import Rates
from telephony.xapi.budget import Spent
from telephony.xapi.shared_sign_in import SharedToken

T = TypeVar("T")

FILE_NAME = "history.sqlite"
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opened:
    database: Database
    shelf: Shelf
    leases: Leases
    sign_ins: SignIns | None
    spending: Spending
    inode: int | None


class HistoryStore:
    """One store, in a file of its own or in a PostgreSQL database. Safe for threads.

    ``notice`` is a sentence for the reader where this store is only a stand-in. Whether sign-ins
    can be shared depends on ``secret``.
    """

    def __init__(
        self,
        where: Path | str,
        secret: SecretStr | None = None,
        *,
        notice: str | None = None,
        folder: Path | None = None,
    ) -> None:
        self._where = where
        self._secret = secret
        self._folder = folder
        self._lock = RLock()
        self.notice = notice
        self.owner = secrets.token_hex(12)
        self.roster = Roster()
        self._opened: _Opened | None = None
        with self._lock:
            self._open()

    @property
    def shares_sign_ins(self) -> bool:
        return self._secret is not None

    @property
    def stands_in(self) -> bool:
        """True for a store that ends with this process."""
        return self._folder is not None

    def finals(
        self, series: Series, start: datetime, end: datetime, by: datetime | None = None
    ) -> frozenset[Bucket]:
        """The final buckets within [start, end), where ``by`` is given those fetched by then."""
        return self._with(lambda opened: opened.shelf.finals(series, start, end, by))

    def read(self, series: Series, start: datetime, end: datetime) -> Reading:
        """All buckets within [start, end), proved, oldest first."""
        return self._with(lambda opened: opened.shelf.read(series, start, end))

    def save(self, series: Series, buckets: Iterable[Kept]) -> None:
        """Keep buckets in place of older ones; final ones that are there already stay.

        Except for one that was fetched, by its own account, at a moment still to come.
        """
        kept = tuple(buckets)
        self._with(lambda opened: opened.shelf.save(series, kept))

    def take_leases(self, *names: str, at_most: int = 1) -> tuple[str, ...]:
        """The first of ``names`` that nobody else holds, ours from now on."""
        return self._with(lambda opened: opened.leases.take(names, at_most))

    def living_leases(self, beginning: str) -> int:
        """How many leases whose names begin so are held, by anybody."""
        return self._with(lambda opened: opened.leases.living(beginning))

    def renew_leases(self) -> None:
        """All that this store's owner holds begin anew."""
        self._with(lambda opened: opened.leases.renew())

    def give_back(self, *names: str) -> None:
        """Let others have these leases."""
        self._with(lambda opened: opened.leases.give_back(*names))

    def shared_token(self, pbx: str) -> SharedToken | None:
        """The living token of a PBX, if one is shared."""
        return self._with(lambda opened: opened.sign_ins.read(pbx) if opened.sign_ins else None)

    def share_token(self, pbx: str, token: SharedToken) -> None:
        """Let all processes use this token."""

        def keep(opened: _Opened) -> None:
            if opened.sign_ins is not None:
                opened.sign_ins.keep(pbx, token)

        self._with(keep)

    def spend(self, pbx: str, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """Count a request that a program makes; see ``telephony.xapi.budget.Ledger``."""
        return self._with(lambda opened: opened.spending.spend(pbx, cell, rates, anyway=anyway))

    def spent(self, pbx: str, cell: int) -> Spent:
        """What programs have asked of a PBX within the hour before ``cell``."""
        return self._with(lambda opened: opened.spending.spent(pbx, cell))

    def close(self) -> None:
        """Give everything back and let go."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            try:
                opened.leases.give_back_all()
            except StoreTrouble:
                _log.info("leases of this process run out by themselves")
            opened.database.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _with(self, work: Callable[[_Opened], T]) -> T:
        opened = self._current()
        try:
            return work(opened)
        except Damaged as damage:
            if not isinstance(self._where, Path):
                raise
            _log.error("the history store is damaged: %s", damage.__cause__ or damage.words)
            return work(self._replaced(self._where, opened))

    def _current(self) -> _Opened:
        """What is open, opened anew where another process has replaced the file."""
        opened = self._opened
        if opened is None:
            raise StoreTrouble("The history store is closed.")
        if opened.inode is None or opened.inode == _inode(self._where):
            return opened
        with self._lock:
            if self._opened is opened:
                opened.database.close()
                self._open()
            return self._current()

    def _replaced(self, path: Path, broken: _Opened) -> _Opened:
        with self._lock:
            if self._opened is broken:
                broken.database.close()
                with alone(path):
                    self._open_anew(path, set_it_aside=_inode(path) == broken.inode)
            return self._current()

    def _open(self) -> None:
        if not isinstance(self._where, Path):
            database = Database.postgresql(self._where)
            prepare(database)
            self._opened = self._parts(database, None)
            return
        _make_folder(self._where.parent)
        with alone(self._where):
            try:
                self._opened = self._open_file(self._where)
            except Damaged:
                self._open_anew(self._where, set_it_aside=True)

    def _open_anew(self, path: Path, *, set_it_aside: bool) -> None:
        aside = set_aside(path) if set_it_aside else None
        self._opened = self._open_file(path)
        if aside is not None:
            save_the_sound(aside, self._opened.shelf)

    def _open_file(self, path: Path) -> _Opened:
        with usable_folder():
            path.touch(_FILE_MODE)
        database = Database.sqlite(path)
        try:
            prepare(database)
        except StoreTrouble:
            database.close()
            raise
        return self._parts(database, _inode(path))

    def _parts(self, database: Database, inode: int | None) -> _Opened:
        return _Opened(
            database,
            Shelf(database, self.roster),
            Leases(database, self.owner),
            SignIns(database, self._secret) if self._secret else None,
            Spending(database),
            inode,
        )


def open_store(
    data_dir: Path, database_url: SecretStr | None = None, secret: SecretStr | None = None
) -> HistoryStore:
    """The store in PostgreSQL where an address is given, else the file in ``data_dir``.

    Where that cannot be used, a temporary one that says why in its ``notice``.
    """
    where = database_url.get_secret_value() if database_url else data_dir / FILE_NAME
    try:
        return HistoryStore(where, secret)
    except StoreTrouble as trouble:
        _log.error("history is not kept beyond this run: %s", trouble.words)
        told = f"{trouble.words} History is kept only until the dashboard stops."
    return temporary_store(told)


def temporary_store(notice: str | None = None) -> HistoryStore:
    """A store that ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="telephony-"))
    return HistoryStore(folder / FILE_NAME, notice=notice, folder=folder)


def _make_folder(folder: Path) -> None:
    """Also while the program runs: somebody may tidy the folder away."""
    with usable_folder():
        folder.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)


def _inode(path: Path | str) -> int | None:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return -1
