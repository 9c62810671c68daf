"""The history store as the rest of the program sees it.

Its methods block, each for a few seconds at most: call them off the event loop. They raise
StoreTrouble and nothing else of the database. A store that failed is not used for a while, and
tried again in the background; what was to be stored is kept in memory until it works.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from telephony.data_access.store.backend import Opened, Place
from telephony.data_access.store.bucket_repository import Reading
from telephony.data_access.store.bucket_values import ExtensionIndex, Kept, Series
from telephony.data_access.store.expiry import Expiry
from telephony.data_access.store.guard import Guard
from telephony.data_access.store.pending import PendingBuckets
from telephony.data_access.store.portions import ROWS_AT_ONCE, portions_of
from telephony.data_access.store.refusals import KeptRefusal
from telephony.data_access.store.timeouts import DEFAULT_TIMEOUTS, Timeouts
from telephony.data_access.store.troubles import StoreTrouble, Unstorable
from telephony.periods.buckets import Bucket
from telephony.settings.rates import Rates
from telephony.xapi.request_budget import Spent
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken

T = TypeVar("T")

_log = logging.getLogger(__name__)


class HistoryStore:
    """One store, in a file of its own or in a PostgreSQL database. Safe for threads.

    Whether sign-ins can be shared depends on ``secret``. ``folder`` is deleted at the end. A
    damaged file is left as it is unless ``repairs``.
    """

    def __init__(
        self,
        where: Path | str,
        secret: SecretStr | None = None,
        *,
        folder: Path | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        repairs: bool = True,
    ) -> None:
        self.owner = secrets.token_hex(12)
        self.roster = ExtensionIndex()
        self._place = Place(where, secret, self.owner, self.roster, timeouts, repairs)
        self._timeouts = timeouts
        self._folder = folder
        self._pending = PendingBuckets()
        self._guard = Guard(self._place, self._store_pending, lambda: not self._pending)
        self._expiry = Expiry(self._guard)
        with suppress(StoreTrouble):  # tried again in the background
            self._guard.use(lambda _: None, writes=False, short=False)

    @property
    def trouble(self) -> StoreTrouble | None:
        """What keeps the store from being used, or written to, at the moment."""
        return self._guard.trouble

    @property
    def notice(self) -> str | None:
        """For the reader and the operator: why nothing is stored or read at the moment."""
        trouble = self._guard.trouble
        if trouble is None:
            return None
        return f"{trouble.words} Until that ends, history is kept in memory only."

    @property
    def shares_sign_ins(self) -> bool:
        return self._place.secret is not None

    @property
    def stands_in(self) -> bool:
        """True for a store that ends with this process."""
        return self._folder is not None

    def finals(
        self, series: Series, start: datetime, end: datetime, by: datetime | None = None
    ) -> frozenset[Bucket]:
        """The final buckets within [start, end) that are known now.

        Where ``by`` is given, those fetched by then.
        """
        pending = self._pending.within(series, start, end)
        try:
            stored = self._guard.use(
                lambda opened: opened.shelf.finals(series, start, end, by), writes=False
            )
        except StoreTrouble:
            stored = frozenset()
        in_time = (one for one in pending if by is None or one.fetched_at <= by)
        return stored | {one.bucket for one in in_time if one.final}

    def incomplete(self, series: Series, start: datetime, end: datetime) -> frozenset[Bucket]:
        """The stored buckets within [start, end) that lack pages, rows or values."""
        try:
            return self._guard.use(
                lambda opened: opened.shelf.incomplete(series, start, end), writes=False
            )
        except StoreTrouble:
            return frozenset()

    def read(self, series: Series, start: datetime, end: datetime) -> Reading:
        """All buckets within [start, end), proved, oldest first; what is pending is among them."""
        pending = self._pending.within(series, start, end)
        stored = self._read(series, start, end)
        if not pending:
            return stored
        kept = {one.bucket: one for one in stored.kept}
        for one in pending:
            before = kept.get(one.bucket)
            if before is None or one.replaces(before.final, before.fetched_at):
                kept[one.bucket] = one
        damaged = (bucket for bucket in stored.damaged if bucket not in kept)
        in_order = sorted(kept.values(), key=lambda one: one.bucket)
        return Reading(tuple(in_order), tuple(damaged), stored.trouble)

    def save(self, series: Series, buckets: Iterable[Kept]) -> None:
        """Keep buckets in place of older ones; final ones that are there already stay.

        Except for one that was fetched, by its own account, at a moment still to come. What cannot
        be stored now is pending when this raises StoreTrouble.
        """
        kept = tuple(buckets)
        try:
            self._save(series, kept)
        except StoreTrouble:
            self._pending.put(series, kept)
            self._guard.recover()
            raise
        self._expiry.run_when_due(kept)

    def mark_used(self, series: Series, buckets: Iterable[Bucket], now: datetime) -> None:
        """Somebody looks at these; see ``telephony.data_access.store.uses``."""
        wanted = tuple(buckets)
        self._guard.use(lambda opened: opened.uses.mark(series, wanted, now), short=False)

    def take_leases(self, *names: str, at_most: int = 1) -> tuple[str, ...]:
        """The first of ``names`` that nobody else holds, ours from now on."""
        return self._guard.use(lambda opened: opened.leases.take(names, at_most))

    def living_leases(self, beginning: str) -> int:
        """How many leases whose names begin so are held, by anybody."""
        return self._guard.use(lambda opened: opened.leases.living(beginning), writes=False)

    def renew_leases(self) -> None:
        """All that this store's owner holds begin anew."""
        self._guard.use(lambda opened: opened.leases.renew())

    def give_back(self, *names: str) -> None:
        """Let others have these leases."""
        self._guard.use(lambda opened: opened.leases.give_back(*names))

    def shared_token(self, pbx: str) -> SharedToken | None:
        """The living token of a PBX, if one is shared."""
        return self._guard.use(
            lambda opened: opened.sign_ins.read(pbx) if opened.sign_ins else None, writes=False
        )

    def share_token(self, pbx: str, token: SharedToken) -> None:
        """Let all processes use this token; a refusal is over."""

        def keep(opened: Opened) -> None:
            opened.refusals.forget(pbx)
            if opened.sign_ins is not None:
                opened.sign_ins.keep(pbx, token)

        self._guard.use(keep)

    def refusal(self, pbx: str, credential: SecretStr) -> SharedRefusal | None:
        """The refusal of this very credential that still stands."""
        kept = self._guard.use(lambda opened: opened.refusals.read(pbx), writes=False)
        if kept is None or not kept.is_of(credential, self._place.secret):
            return None
        return kept.refusal

    def keep_refusal(self, pbx: str, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Put it in the place of the one before."""
        kept = KeptRefusal.of(credential, refusal, self._place.secret)
        self._guard.use(lambda opened: opened.refusals.keep(pbx, kept))

    def spend(self, pbx: str, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """Count a request that a program makes; see ``telephony.xapi.request_budget.Ledger``."""
        return self._guard.use(
            lambda opened: opened.spending.spend(pbx, cell, rates, anyway=anyway)
        )

    def spent(self, pbx: str, cell: int) -> Spent:
        """What programs have asked of a PBX within the hour before ``cell``."""
        return self._guard.use(lambda opened: opened.spending.spent(pbx, cell), writes=False)

    def use(self, work: Callable[[Opened], T], *, writes: bool = True) -> T:
        """The result of some other ``work``, for those who look after the store."""
        return self._guard.use(work, writes=writes, short=False)

    def close(self) -> None:
        """Store what is pending, if that is possible now; give everything back and let go."""
        self._guard.close()
        if self._pending:
            _log.warning("%s fetched buckets could not be stored", len(self._pending))
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, series: Series, start: datetime, end: datetime) -> Reading:
        kept: list[Kept] = []
        damaged: list[Bucket] = []
        until = time.monotonic() + self._timeouts.read
        take_out = self._guard.is_writable
        rest: datetime | None = start
        trouble: str | None = None
        while rest is not None and trouble is None:

            def work(opened: Opened, begin: datetime = rest) -> Reading:
                return opened.shelf.read(series, begin, end, take_out=take_out)

            try:
                found = self._guard.use(work, writes=False, short=False)
            except StoreTrouble as error:
                return Reading(tuple(kept), tuple(damaged), error.words)
            kept += found.kept
            damaged += found.damaged
            rest = found.rest
            if rest is not None and time.monotonic() > until:
                trouble = "The history store takes too long to read."
        return Reading(tuple(kept), tuple(damaged), trouble)

    def _save(self, series: Series, kept: tuple[Kept, ...]) -> None:
        for portion in portions_of(kept):

            def work(opened: Opened, portion: Sequence[Kept] = portion) -> None:
                opened.shelf.save(series, portion)

            self._guard.use(work, short=False)

    def _store_pending(self) -> None:
        """Raises StoreTrouble where that is not possible yet."""
        while (waiting := self._pending.first(ROWS_AT_ONCE)) is not None:
            series, kept = waiting
            for portion in (kept, *([one] for one in kept)):
                try:
                    self._guard.attempt(partial(_save_late, series, portion))
                except Unstorable as refused:
                    if len(portion) == 1:
                        _log.warning("a bucket is not stored: %s", refused.words)
                    continue
                if portion is kept:
                    break
            self._pending.remove(series, kept)


def _save_late(series: Series, kept: Sequence[Kept], opened: Opened) -> None:
    opened.shelf.save(series, kept, late=True)
