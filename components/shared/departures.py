"""What a session waits for, and cancelling it once the session has gone.

No code runs when a tab is closed or a connection is lost: Streamlit stops the script, and holds the
session's state for a while in case the viewer comes back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Final, Protocol

from streamlit import runtime as streamlit_runtime

LOOK_SECONDS: Final = 1.0
# A line that comes back, or a page that is loaded anew, within this loses nothing.
GRACE_SECONDS: Final = 3.0

_log = logging.getLogger("dashboard.viewers")


class Leaving(Protocol):
    """Something that is waited for."""

    def leave(self) -> None:
        """Wait no longer."""


class SessionWaits:
    """What one session waits for, by name, with the page and the run that wanted it last.

    Safe for threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, tuple[str, int, Leaving]] = {}
        self._page = ""
        self._run = 0

    def __len__(self) -> int:
        return len(self._held)

    def begin_run(self, page: str) -> None:
        """Begin a run of the whole page, which leaves what another page waited for."""
        with self._lock:
            self._page, self._run = page, self._run + 1
        self._leave(lambda page, _: page != self._page)

    def hold(self, name: str, wanted: Leaving) -> None:
        """Wait for it in this run."""
        with self._lock:
            self._held[name] = (self._page, self._run, wanted)

    def release(self, name: str) -> None:
        """It is not waited for any more: it has arrived, or was left."""
        with self._lock:
            self._held.pop(name, None)

    def leave_earlier(self) -> None:
        """Leave what this run has not wanted."""
        self._leave(lambda _, run: run < self._run)

    def leave_all(self) -> None:
        """Leave everything."""
        self._leave(lambda _, __: True)

    def _leave(self, unwanted: Callable[[str, int], bool]) -> None:
        with self._lock:
            going = {
                name: wanted
                for name, (page, run, wanted) in self._held.items()
                if unwanted(page, run)
            }
            for name in going:
                del self._held[name]
        for wanted in going.values():
            wanted.leave()


class Departures:
    """Leaves what sessions waited for that have gone. Safe for threads."""

    def __init__(
        self,
        is_active: Callable[[str], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._is_active = is_active
        self._monotonic = monotonic
        self._lock = Lock()
        self._watched: dict[str, tuple[SessionWaits, float]] = {}
        self._wanted = Event()
        self._thread: Thread | None = None

    def watch(self, session_id: str, waits: SessionWaits) -> None:
        """Watch this session until it waits for nothing."""
        with self._lock:
            self._watched[session_id] = (waits, self._monotonic())
            if self._thread is None:
                self._thread = Thread(target=self._run, name="departures", daemon=True)
                self._thread.start()
        self._wanted.set()

    def look(self) -> None:
        """Leave what the sessions waited for that have been gone for GRACE_SECONDS."""
        now = self._monotonic()
        gone: list[SessionWaits] = []
        with self._lock:
            for session_id, (waits, seen) in list(self._watched.items()):
                if not waits:
                    del self._watched[session_id]
                elif self._is_active(session_id):
                    self._watched[session_id] = (waits, now)
                elif now - seen >= GRACE_SECONDS:
                    del self._watched[session_id]
                    gone.append(waits)
            if not self._watched:
                self._wanted.clear()
        for waits in gone:
            waits.leave_all()
            _log.info("a viewer has left: requests that nobody else waits for are cancelled")

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            time.sleep(LOOK_SECONDS)
            self.look()


def _is_active(session_id: str) -> bool:
    return streamlit_runtime.exists() and streamlit_runtime.get_instance().is_active_session(
        session_id
    )


DEPARTURES: Final = Departures(_is_active)
