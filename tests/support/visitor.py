"""A visitor who stays: looks at a page again and again, and comes back when the server is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from tests.support.session import Session, number_of

# The busiest reader looks at what came; and the processes have others to serve.
LOOK_SECONDS = 0.5
# A browser waits half a second before it comes back, then longer.
BACK_SECONDS = 0.5
PATIENCE_SECONDS = 60


class Visitor:
    """In a ``with``: a thread that runs ``query`` over and over; ``rounds`` counts whole runs.

    ``lost`` counts how often the connection went, ``wrong`` what ``check`` said of a run, and
    ``failed`` what went wrong in any other way.
    """

    def __init__(
        self,
        url: str,
        query: str,
        headers: Mapping[str, str],
        check: Callable[[list[ForwardMsg]], object],
    ) -> None:
        self.rounds = self.lost = 0
        self.wrong: list[object] = []
        self.failed: list[BaseException] = []
        self._open = (url, query, headers)
        self._check = check
        self._number = ""
        self._left = threading.Event()
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._stay, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._thread.join(PATIENCE_SECONDS)

    def wait_for(self, rounds: int) -> None:
        """Return after so many more whole runs. Raises AssertionError if they do not come."""
        until = self.rounds + rounds
        with self._moved:
            done = self._moved.wait_for(
                lambda: self.rounds >= until or bool(self.failed), PATIENCE_SECONDS
            )
        assert done, "no further run came"
        assert not self.failed, self.failed

    def _stay(self) -> None:
        while not self._left.is_set():
            try:
                self._look()
            except (ConnectionClosed, OSError):
                self.lost += 1
                self._left.wait(BACK_SECONDS)
            except BaseException as error:  # noqa: BLE001  # the test asks for it
                self.failed.append(error)
                return

    def _look(self) -> None:
        url, query, headers = self._open
        with Session(url, "", query, headers, self._number) as session:
            while not self._left.is_set():
                messages = session.run()
                with suppress(StopIteration):
                    self._number = number_of(messages)
                if found := self._check(messages):
                    self.wrong.append(found)
                with self._moved:
                    self.rounds += 1
                    self._moved.notify_all()
                self._left.wait(LOOK_SECONDS)
