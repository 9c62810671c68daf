"""Whether a store may be used now. One that failed is left alone until it works again.

Reading and writing are kept apart: a file that another program has locked can still be read.
"""

from __future__ import annotations

import logging
from threading import Lock

from telephony.data_access.store.troubles import NoAnswer, StoreTrouble, Unstorable

# One slow transaction is chance, on a busy machine perhaps two.
_SLOW_IN_A_ROW = 3

_log = logging.getLogger(__name__)


class Health:
    """What is known of one store. Safe for threads."""

    def __init__(self, slow_seconds: float) -> None:
        self._slow_seconds = slow_seconds
        self._slow_in_a_row = 0
        self._reading: StoreTrouble | None = None
        self._writing: StoreTrouble | None = None
        self._lock = Lock()

    @property
    def trouble(self) -> StoreTrouble | None:
        """Why the store is not used now, or not for everything."""
        return self._reading or self._writing

    @property
    def is_writable(self) -> bool:
        return self._writing is None

    def check(self, *, writes: bool) -> None:
        """Raises StoreTrouble at once while the store is left alone."""
        trouble = self._writing if writes else self._reading
        if trouble is not None:
            # a new one: an exception keeps the traceback of each place that raises it
            raise type(trouble)(trouble.words)

    def failed(self, trouble: StoreTrouble, *, writes: bool) -> bool:
        """From now on the store is left alone; False where ``trouble`` is no reason for that."""
        if isinstance(trouble, Unstorable):
            return False
        with self._lock:
            before = self.trouble
            if not writes or isinstance(trouble, NoAnswer):
                self._reading = trouble
            self._writing = trouble
            if before is None or before.words != trouble.words:
                _log.warning("the history store is not used for now: %s", trouble.words)
        return True

    def took(self, seconds: float) -> bool:
        """A short transaction has worked; False when the store is too slow to be of use."""
        self._slow_in_a_row = self._slow_in_a_row + 1 if seconds > self._slow_seconds else 0
        return self._slow_in_a_row < _SLOW_IN_A_ROW

    def recovered(self, *, writes: bool) -> None:
        """It works again for reading, or for writing."""
        with self._lock:
            before = self.trouble
            if writes:
                self._writing = None
            else:
                self._reading = None
            self._slow_in_a_row = 0
            if before is not None and self.trouble is None:
                _log.warning("the history store is used again")
