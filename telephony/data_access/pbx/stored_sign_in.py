"""The sign-in of one PBX, in the store that several programs share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from telephony.data_access.event_loop import cancel_tasks
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import LEASE_SECONDS, RENEW_SECONDS
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken

_RETRY_SECONDS = 0.05

_log = logging.getLogger(__name__)


class StoredSignIn:
    """Satisfies ``telephony.xapi.shared_sign_in.SharedSignIn``.

    Without a secret no token is stored, and only one program at a time may sign in.
    """

    def __init__(self, store: HistoryStore, pbx: str) -> None:
        self._store = store
        self._pbx = pbx
        self._renewing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """See ``SharedSignIn``."""
        name = f"sign-in:{self._pbx}"
        if not self._store.shares_sign_ins:
            await self._stay_alone(name)
            yield
            return
        while not await self._take_lease(name):
            await asyncio.sleep(_RETRY_SECONDS)
        try:
            yield
        finally:
            await asyncio.to_thread(self._store.release_leases, name)

    async def read(self) -> SharedToken | None:
        """See ``SharedSignIn``; None as well while the store cannot be used."""
        try:
            return await asyncio.to_thread(self._store.read_token, self._pbx)
        except StoreError:
            return None

    async def store(self, token: SharedToken) -> None:
        """See ``SharedSignIn``."""
        try:
            await asyncio.to_thread(self._store.store_token, self._pbx, token)
        except StoreError as error:
            _log.debug("the sign-in is not shared: %s", error.message)

    async def refusal(self, credential: SecretStr) -> SharedRefusal | None:
        """See ``SharedSignIn``; None as well while the store cannot be used."""
        try:
            return await asyncio.to_thread(self._store.read_refusal, self._pbx, credential)
        except StoreError:
            return None

    async def store_refusal(self, credential: SecretStr, refusal: SharedRefusal) -> None:
        """See ``SharedSignIn``."""
        try:
            await asyncio.to_thread(self._store.store_refusal, self._pbx, credential, refusal)
        except StoreError as error:
            _log.warning("a restart would try the refused sign-in again: %s", error.message)

    async def aclose(self) -> None:
        """Stop renewing the lease."""
        await cancel_tasks(self._renewing)

    async def _stay_alone(self, name: str) -> None:
        """Hold the lease for good. Raises BadCredentials where another program holds it."""
        if not await self._take_lease(name):
            soon = datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
            raise BadCredentials.not_shared(soon)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(name))

    async def _renew(self, name: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._take_lease(name)

    async def _take_lease(self, name: str) -> bool:
        """True also while the store cannot be used: then nobody can be excluded."""
        try:
            return bool(await asyncio.to_thread(self._store.take_leases, name))
        except StoreError as error:
            _log.debug("several programs may sign in at the same time: %s", error.message)
            return True
