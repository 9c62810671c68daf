"""The history store as the rest of the program uses it.

Its methods block, each for a few seconds at most: call them off the event loop. They raise
StoreError and nothing else of the database. A store that failed is not used for a while and is
tried again in the background.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from telephony.data_access.store.activity import StoreActivity
from telephony.data_access.store.backend import StoreLocation, StoreTables
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.recent_responses import StoredResponse
from telephony.data_access.store.refusals import StoredRefusal
from telephony.data_access.store.stored_buckets import StoredBuckets
from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts
from telephony.settings.rates import Rates
from telephony.xapi.request_budget import Spent
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken

T = TypeVar("T")

FILE_NAME = "history.sqlite"

_log = logging.getLogger(__name__)


class HistoryStore:
    """One store, in a SQLite file or in a PostgreSQL database. Safe for threads.

    ``where``: the file's path, or the database's address. Without ``secret``, sign-ins are not
    shared. ``temporary_folder`` is deleted at the end. ``repairs``: a damaged file is replaced.
    """

    def __init__(
        self,
        where: Path | str,
        secret: SecretStr | None = None,
        *,
        temporary_folder: Path | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        repairs: bool = True,
    ) -> None:
        self.owner = secrets.token_hex(12)
        self.extensions = ExtensionIndex()
        self._secret = secret
        self._temporary_folder = temporary_folder
        location = StoreLocation(where, secret, self.owner, self.extensions, timeouts, repairs)
        self.buckets = StoredBuckets(location)
        self._breaker = self.buckets.breaker
        with suppress(StoreError):  # tried again in the background
            self._breaker.use(lambda _: None, writes=False, short=False)

    @property
    def error(self) -> StoreError | None:
        """Why the store cannot be used, or not be written to, now."""
        return self._breaker.error

    @property
    def notice(self) -> str | None:
        """For viewers and admins: why nothing is stored now, and what that means."""
        error = self._breaker.error
        if error is None:
            return None
        return f"{error.message} Until this is fixed, values are shown but not stored."

    @property
    def activity(self) -> StoreActivity:
        """What was done so far, and what is possible now. Never waits."""
        return StoreActivity(
            is_temporary=self.is_temporary,
            has_worked=self._breaker.has_worked,
            is_readable=self._breaker.is_readable,
            is_writable=self._breaker.is_writable,
            pending_count=self.buckets.pending_count,
            uses=self._breaker.uses.counts(),
        )

    @property
    def shares_sign_ins(self) -> bool:
        return self._secret is not None

    @property
    def is_temporary(self) -> bool:
        """True for a store that ends with this process."""
        return self._temporary_folder is not None

    def take_leases(self, *names: str, at_most: int = 1) -> tuple[str, ...]:
        """Take the first of ``names`` that no other process holds; which ones."""
        if self.is_temporary:  # no other process has it, and its leases would be writing for nobody
            return names[:at_most]
        return self._breaker.use(lambda tables: tables.leases.take(names, at_most))

    def count_leases(self, prefix: str) -> int:
        """How many valid leases have names with this prefix, whoever owns them."""
        return self._breaker.use(lambda tables: tables.leases.count(prefix), writes=False)

    def renew_leases(self) -> None:
        """Extend all leases of this store's owner to their full length."""
        if not self.is_temporary:
            self._breaker.use(lambda tables: tables.leases.renew())

    def release_leases(self, *names: str) -> None:
        """Free these leases for others. Raises nothing: its caller has a result others wait for.

        Leases that could not be given back expire.
        """
        if self.is_temporary:
            return
        try:
            self._breaker.use(lambda tables: tables.leases.release(*names))
        except StoreError as error:
            _log.info("leases are not given back and expire: %s", error.message)
        except Exception:  # noqa: BLE001  # whatever it is, the result is there
            _log.exception("leases are not given back and expire")

    def read_token(self, pbx: str) -> SharedToken | None:
        """The valid token of a PBX, None when none is shared."""
        return self._breaker.use(
            lambda tables: tables.sign_ins.read(pbx) if tables.sign_ins else None, writes=False
        )

    def store_token(self, pbx: str, token: SharedToken) -> None:
        """Share a token with all processes; it ends a refusal."""

        def work(tables: StoreTables) -> None:
            tables.refusals.delete(pbx)
            if tables.sign_ins is not None:
                tables.sign_ins.store(pbx, token)

        self._breaker.use(work)

    def read_refusal(self, pbx: str, credential: SecretStr) -> SharedRefusal | None:
        """The refusal of this very credential, None when there is none that still lasts."""
        stored = self._breaker.use(lambda tables: tables.refusals.read(pbx), writes=False)
        if stored is None or not stored.is_of(credential, self._secret):
            return None
        return stored.refusal

    def store_refusal(self, pbx: str, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Replace the refusal before."""
        stored = StoredRefusal.of(credential, refusal, self._secret)
        self._breaker.use(lambda tables: tables.refusals.store(pbx, stored))

    def read_response(self, name: str) -> StoredResponse | None:
        """What the PBX responded to another program, None where there is nothing."""
        return self._breaker.use(lambda tables: tables.responses.read(name), writes=False)

    def store_response(self, name: str, content: bytes) -> None:
        """Share a response for a while."""
        self._breaker.use(lambda tables: tables.responses.store(name, content))

    def spend(self, pbx: str, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """Count a request that a program makes; see ``telephony.xapi.request_budget.Ledger``."""
        return self._breaker.use(
            lambda tables: tables.ledger.spend(pbx, cell, rates, anyway=anyway)
        )

    def give_back_spent(self, pbx: str, cell: int) -> None:
        """Take back one that was counted in ``cell`` and not made."""
        self._breaker.use(lambda tables: tables.ledger.give_back(pbx, cell))

    def read_spent(self, pbx: str, cell: int) -> Spent:
        """The requests that programs made to a PBX within the hour before ``cell``."""
        return self._breaker.use(lambda tables: tables.ledger.read_spent(pbx, cell), writes=False)

    def use(self, work: Callable[[StoreTables], T], *, writes: bool = True) -> T:
        """The result of ``work``, for maintenance and for what has a module of its own."""
        return self._breaker.use(work, writes=writes, short=False)

    def close(self) -> None:
        """Store what is pending if that is possible now, release all leases, and close."""
        self._breaker.close()
        if self.buckets.pending_count:
            _log.warning("%s fetched buckets could not be stored", self.buckets.pending_count)
        if self._temporary_folder is not None:
            shutil.rmtree(self._temporary_folder, ignore_errors=True)


def open_store(
    data_dir: Path,
    database_url: SecretStr | None = None,
    secret: SecretStr | None = None,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> HistoryStore:
    """The store in PostgreSQL when there is an address, else in the file in ``data_dir``.

    One that cannot be used has a ``notice``, and is tried again in the background.
    """
    where = database_url.get_secret_value() if database_url else data_dir / FILE_NAME
    return HistoryStore(where, secret, timeouts=timeouts)


def open_temporary_store() -> HistoryStore:
    """A store that ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="telephony-"))
    return HistoryStore(folder / FILE_NAME, temporary_folder=folder)
