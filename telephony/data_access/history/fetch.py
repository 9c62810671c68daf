"""A history that is being fetched: waiting for it, its progress, and leaving it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime
from threading import Condition

from telephony.answers.history import History
from telephony.data_access.history.fetch_state import FetchState, GroupBucket
from telephony.data_access.history.jobs import JobResult
from telephony.data_access.pending import Progress
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError

_log = logging.getLogger(__name__)


class HistoryFetch:
    """Satisfies ``telephony.data_access.pending.PendingHistory``. Safe for threads.

    ``on_leave`` is called once, when the viewer leaves before the end.
    """

    def __init__(
        self,
        groups: tuple[str, ...],
        buckets: tuple[Bucket, ...],
        now: datetime,
        index: ExtensionIndex,
        on_leave: Callable[[HistoryFetch], None],
    ) -> None:
        self._now = now
        self._index = index
        self._on_leave = on_leave
        self._changed = Condition()
        self._state = FetchState(groups, buckets)
        self._to_fetch = 0
        self._started_at = self._last_result_at = time.monotonic()
        self._ended = self._state.total == 0
        self._callbacks: list[Callable[[], None]] = []
        self._history: History | None = None

    @property
    def progress(self) -> Progress:
        """See PendingHistory. The seconds left follow from the buckets requested so far."""
        with self._changed:
            done, total = self._state.done, self._state.total
            if self._ended:
                return Progress(done, total, 0.0)
            arrived = self._to_fetch - (total - done)
            if arrived <= 0:
                return Progress(done, total, None)
            seconds_each = (time.monotonic() - self._started_at) / arrived
            return Progress(done, total, seconds_each * (total - done))

    @property
    def stalled_seconds(self) -> float:
        """How long no bucket has arrived; 0 once the history is done."""
        with self._changed:
            return 0.0 if self._ended else time.monotonic() - self._last_result_at

    @property
    def is_up_to_date(self) -> bool:
        """True when every bucket is fetched, none failed, and none is outdated."""
        with self._changed:
            return len(self._state.fetched) == self._state.total

    @property
    def has_notices(self) -> bool:
        """True when there is a notice about the store."""
        with self._changed:
            return bool(self._state.notices)

    @property
    def open_fetched_at(self) -> list[datetime]:
        """When the buckets that may still change were fetched."""
        with self._changed:
            return [
                bucket.fetched_at for bucket in self._state.fetched.values() if not bucket.final
            ]

    @property
    def size_bytes(self) -> int:
        """About its size in memory: the values as fetched, and once more in a frame."""
        with self._changed:
            return 2 * sum(bucket.size_bytes for bucket in self._state.fetched.values())

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True once the history is done."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ended, timeout_seconds)

    def when_done(self, callback: Callable[[], None]) -> None:
        """Run ``callback`` once, when the history is done; see ``Pending``."""
        with self._changed:
            if not self._ended:
                self._callbacks.append(callback)
                return
        callback()

    def leave(self) -> None:
        """Stop waiting: requests that nobody else waits for are cancelled. The rest stays."""
        with self._changed:
            if self._ended:
                return
            self._end()
        self._on_leave(self)

    def result(self) -> History:
        """Wait until the history is done, then all of it."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended)
        return self.so_far()

    def so_far(self) -> History:
        """What is loaded now; a bucket still loading is a gap without an error."""
        with self._changed:
            if self._history is None:
                self._history = self._state.build_history(self._index, self._now)
            return self._history

    def by_group(self) -> Mapping[str, History]:
        """What is loaded now of each group by itself; see ``PendingHistory``."""
        with self._changed:
            return {
                group: self._state.build_history(self._index, self._now, (group,))
                for group in self._state.groups
            }

    def set_stored(
        self,
        held: Iterable[tuple[str, FetchedBucket]],
        outdated: Iterable[tuple[str, FetchedBucket]],
    ) -> None:
        """Add, by group, what the store holds; the rest is requested from now on."""
        with self._changed:
            self._state.fetched.update({(group, bucket.bucket): bucket for group, bucket in held})
            self._state.outdated.update(
                {(group, bucket.bucket): bucket for group, bucket in outdated}
            )
            self._to_fetch = self._state.total - len(self._state.fetched)
            self._started_at = time.monotonic()
            self._update()

    def add_result(self, key: GroupBucket, result: JobResult) -> None:
        """Add one bucket, or why it failed."""
        with self._changed:
            if self._ended:
                return
            if result.bucket is not None:
                self._state.fetched[key] = result.bucket
            elif result.error is not None:
                self._state.errors[key] = result.error
            self._state.requests.extend(result.requests)
            if result.notice is not None:
                self._state.notices[result.notice] = None
            self._update()

    def add_notice(self, text: str) -> None:
        """Add a notice about the store."""
        with self._changed:
            self._state.notices[text] = None

    def fail(self, error: XapiError) -> None:
        """End with this error for every bucket that is missing."""
        with self._changed:
            self._state.fail_missing(error)
            self._update()

    def check_started(self, start: Future[None]) -> None:
        """After the coroutine that starts the fetch: an unexpected error ends the history too."""
        error = None if start.cancelled() else start.exception()
        if error is not None:
            _log.error("a history could not be started", exc_info=error)
            self.fail(XapiError("The history could not be read.", "The log has the details."))

    def _update(self) -> None:
        self._history = None
        self._last_result_at = time.monotonic()
        if self._state.done >= self._state.total:
            self._end()
        self._changed.notify_all()

    def _end(self) -> None:
        self._ended = True
        self._changed.notify_all()
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()
