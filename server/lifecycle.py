"""The server's lifecycle: what starts with it, is prepared in the background and ends with it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Receive, Scope, Send

from server.demo import DemoPbx
from server.gc_tuning import keep_few_heaps
from server.readiness import Phase
from server.sign_in.viewers import Viewers
from server.start import log_address, unify_log
from server.stop_signal import announced_stop
from telephony.settings.load import Settings

if TYPE_CHECKING:
    from server.nightly_collection import CollectionState, NightlyCollection
    from server.sign_in.shared_endings import SharedEndings
    from server.unused_memory import UnusedMemory
    from telephony.context import Context

_log = logging.getLogger("dashboard")


class Lifecycle:
    """Starts the demo PBX, and prepares the dashboard while the server already responds.

    Importing pandas, plotly and the components takes longer than the rest of the start, so it is
    done in a thread. ``ReadinessGate`` holds back what needs the result.
    """

    def __init__(self, settings: Settings, viewers: Viewers) -> None:
        self._settings = settings
        self._viewers = viewers
        self._ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._context: Context | None = None
        self._collection: NightlyCollection | None = None
        self._endings: SharedEndings | None = None
        self._unused_memory: UnusedMemory | None = None

    @asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[dict[str, Any]]:
        """Start before the first request, stop after the last one."""
        keep_few_heaps()
        demo = DemoPbx(self._settings.zone_name) if self._settings.demo else None
        unify_log(self._settings)  # uvicorn has set up its own by now
        log_address()
        loop = asyncio.get_running_loop()
        preparing = asyncio.ensure_future(asyncio.to_thread(self._prepare, demo, loop))
        preparing.add_done_callback(_stop_if_failed)
        try:
            with announced_stop(lambda: loop.call_soon_threadsafe(self._stopping.set)):
                yield {}
        finally:
            self._stopping.set()
            await asyncio.wait([preparing])
            await asyncio.to_thread(self._stop, demo)

    @property
    def phase(self) -> Phase:
        """Where the server is now."""
        if self._stopping.is_set():
            return Phase.STOPPING
        return Phase.SERVING if self._ready.is_set() else Phase.STARTING

    @property
    def collections(self) -> Mapping[str, CollectionState]:
        """What the collector in this server does, by the PBX's id; empty without one."""
        return {} if self._collection is None else self._collection.states

    async def ready(self) -> None:
        """Return once the context is installed."""
        await self._ready.wait()

    async def stopping(self) -> None:
        """Return once the server is asked to end."""
        await self._stopping.wait()

    def _prepare(self, demo: DemoPbx | None, loop: asyncio.AbstractEventLoop) -> None:
        # they bring pandas: not before the server responds
        from server import assembly, nightly_collection  # noqa: PLC0415
        from server.sign_in.shared_endings import SharedEndings  # noqa: PLC0415
        from server.unused_memory import UnusedMemory  # noqa: PLC0415

        self._context = assembly.assemble(self._settings, demo, self._viewers)
        if self._settings.open_id and self._context.ended_sign_ins:
            self._endings = SharedEndings(self._context.ended_sign_ins)
        assembly.serve_pages()
        loop.call_soon_threadsafe(self._ready.set)
        assembly.warm_up(self._stopping.is_set)
        unify_log(self._settings)  # modules of Streamlit were imported
        self._unused_memory = UnusedMemory()
        if self._settings.collect and not self._settings.demo:
            self._collection = nightly_collection.NightlyCollection(self._context)

    def _stop(self, demo: DemoPbx | None) -> None:
        if demo is not None:
            demo.stop()
        if self._collection is not None:
            self._collection.stop()
        if self._endings is not None:
            self._endings.stop()
        if self._unused_memory is not None:
            self._unused_memory.stop()
        if self._context is not None:
            from server import assembly  # noqa: PLC0415  # as above

            assembly.close(self._context)


class ReadinessGate:
    """Holds sessions back until the context is installed; passes everything else on.

    Exports wait by themselves, and not for ever.
    """

    def __init__(self, app: ASGIApp, lifecycle: Lifecycle) -> None:
        self._app = app
        self._lifecycle = lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._lifecycle.ready()
        await self._app(scope, receive, send)


def _stop_if_failed(preparing: asyncio.Future[None]) -> None:
    """Stop the server if its pages cannot work: it must not look healthy."""
    error = preparing.exception()
    if error is not None:
        _log.critical("the dashboard could not be prepared", exc_info=error)
        os.kill(os.getpid(), signal.SIGTERM)
