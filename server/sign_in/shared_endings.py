"""Ended sign-ins are exchanged among the processes that share a store."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import Final

from server.sign_in.ended import EndedSignIns, ended_sign_ins
from telephony.data_access.ended_sign_ins import EndedSignInsOfStore
from telephony.data_access.store.errors import StoreError

# A tab that another process serves is closed as long after a sign-out, at most.
EXCHANGE_SECONDS: Final = 2.0


class SharedEndings:
    """Exchanges them in the background, so that no request or run waits for the store.

    While the store does not work each process goes by what it knows, and catches up afterwards.
    """

    def __init__(
        self,
        stored: EndedSignInsOfStore,
        ended: EndedSignIns = ended_sign_ins,
        seconds: float = EXCHANGE_SECONDS,
    ) -> None:
        self._stored = stored
        self._ended = ended
        self._seconds = seconds
        self._known: set[str] = set()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="ended-sign-ins", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hand over what has ended here, and stop."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            is_last = self._stopping.is_set()
            with suppress(StoreError):
                self._exchange()
            if is_last:
                return
            self._stopping.wait(self._seconds)

    def _exchange(self) -> None:
        here = self._ended.all()
        if new := {number: here[number] for number in here.keys() - self._known}:
            self._stored.add(new)
        found = self._stored.list()
        for number in found.keys() - here.keys():
            self._ended.end(number, found[number])
        self._known = here.keys() | found.keys()
