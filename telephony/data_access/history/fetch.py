"""A history on its way: what is there, what is missing, how far it is, and giving up."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition

from telephony.answers.history import Gap, History
from telephony.data_access.history.frames import find_former_names, history_frame
from telephony.data_access.pending import Progress
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord

_serials = itertools.count(1)
_log = logging.getLogger(__name__)

Place = tuple[str, Bucket]


@dataclass
class _Got:
    """What has come so far. ``kept`` is good, ``spare`` older than it should be."""

    kept: dict[Place, FetchedBucket] = field(default_factory=dict)
    spare: dict[Place, FetchedBucket] = field(default_factory=dict)
    errors: dict[Place, XapiError] = field(default_factory=dict)
    requests: list[RequestRecord] = field(default_factory=list)
    notices: dict[str, None] = field(default_factory=dict)


class HistoryFetch:
    """Satisfies ``telephony.data_access.pending.PendingHistory``. Safe for threads.

    ``give_up`` is called once, for a viewer who leaves.
    """

    def __init__(
        self,
        groups: tuple[str, ...],
        buckets: tuple[Bucket, ...],
        now: datetime,
        extensions: ExtensionIndex,
        give_up: Callable[[HistoryFetch], None],
    ) -> None:
        self._groups = groups
        self._buckets = buckets
        self._now = now
        self._extensions = extensions
        self._give_up = give_up
        self._changed = Condition()
        self._got = _Got()
        self._total = len(groups) * len(buckets)
        self._asked = 0
        self._asked_at = self._landed_at = time.monotonic()
        self._serial = next(_serials)
        self._ended = self._total == 0
        self._callbacks: list[Callable[[], None]] = []
        self._made: History | None = None

    @property
    def progress(self) -> Progress:
        """How far it is. The seconds left follow from what the asked ones took so far."""
        with self._changed:
            done = len(self._got.kept) + len(self._got.errors)
            landed = self._asked - (self._total - done)
            if self._ended:
                return Progress(done, self._total, 0.0)
            if landed <= 0:
                return Progress(done, self._total, None)
            each = (time.monotonic() - self._asked_at) / landed
            return Progress(done, self._total, each * (self._total - done))

    @property
    def stalled_seconds(self) -> float:
        """How long nothing has landed; 0 when nothing more will come."""
        with self._changed:
            return 0.0 if self._ended else time.monotonic() - self._landed_at

    @property
    def is_whole(self) -> bool:
        """True when every bucket is there as it should be."""
        with self._changed:
            return len(self._got.kept) == self._total

    @property
    def has_notices(self) -> bool:
        """True when there is something to tell whoever runs the dashboard."""
        with self._changed:
            return bool(self._got.notices)

    @property
    def changing(self) -> list[datetime]:
        """When the buckets that may still change were fetched."""
        with self._changed:
            return [one.fetched_at for one in self._got.kept.values() if not one.final]

    @property
    def size_bytes(self) -> int:
        """About what it keeps in memory: the figures as they came, and in a frame."""
        with self._changed:
            return 2 * sum(one.size_bytes for one in self._got.kept.values())

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when nothing more will come."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ended, timeout_seconds)

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when nothing more will come; see ``Pending``."""
        with self._changed:
            if not self._ended:
                self._callbacks.append(callback)
                return
        callback()

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is not asked. What is there stays."""
        with self._changed:
            if self._ended:
                return
            self._end()
        self._give_up(self)

    def result(self) -> History:
        """Wait until nothing more will come, then all of it."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended)
        return self.so_far()

    def so_far(self) -> History:
        """What is there now; what is not is a gap without an error."""
        with self._changed:
            if self._made is None:
                self._made = self._history()
            return self._made

    def start(
        self, kept: Iterable[tuple[str, FetchedBucket]], spare: Iterable[tuple[str, FetchedBucket]]
    ) -> None:
        """What the store holds is known; the rest is being asked from now on."""
        with self._changed:
            self._got.kept.update({(group, one.bucket): one for group, one in kept})
            self._got.spare.update({(group, one.bucket): one for group, one in spare})
            self._asked = self._total - len(self._got.kept)
            self._asked_at = time.monotonic()
            self._news()

    def begun(self, work: Future[None]) -> None:
        """What makes it begin has ended; a mistake of our own must leave nobody waiting."""
        mistake = None if work.cancelled() else work.exception()
        if mistake is not None:
            _log.error("a history could not be begun", exc_info=mistake)
            self.fail(XapiError("The history could not be read.", "The log has the details."))

    def land(
        self,
        place: Place,
        kept: FetchedBucket | None,
        error: XapiError | None,
        requests: Iterable[RequestRecord] = (),
        notice: str | None = None,
    ) -> None:
        """One bucket has come, or will not. ``notice``: why it is not stored."""
        with self._changed:
            if self._ended:
                return
            if kept is not None:
                self._got.kept[place] = kept
            elif error is not None:
                self._got.errors[place] = error
            self._got.requests.extend(requests)
            if notice is not None:
                self._got.notices[notice] = None
            self._news()

    def fail(self, error: XapiError) -> None:
        """Nothing that is not there yet will come."""
        with self._changed:
            for group in self._groups:
                for bucket in self._buckets:
                    if (group, bucket) not in self._got.kept:
                        self._got.errors[group, bucket] = error
            self._news()

    def notify(self, words: str) -> None:
        """Something that whoever runs the dashboard should know."""
        with self._changed:
            self._got.notices[words] = None

    def _news(self) -> None:
        self._made = None
        self._landed_at = time.monotonic()
        if len(self._got.kept) + len(self._got.errors) >= self._total:
            self._end()
        self._changed.notify_all()

    def _end(self) -> None:
        self._ended = True
        self._changed.notify_all()
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def _history(self) -> History:
        got = self._got
        shown: dict[str, list[FetchedBucket]] = {}
        gaps: list[Gap] = []
        stale: XapiError | None = None
        held = set(self._buckets)
        incomplete: dict[Bucket, Quality] = {}
        for group in self._groups:
            shown[group] = []
            for bucket in self._buckets:
                place = (group, bucket)
                one = got.kept.get(place) or got.spare.get(place)
                error = got.errors.get(place)
                if one is None:
                    gaps.append(Gap(group, bucket, error))
                    held.discard(bucket)
                    continue
                stale = stale or error
                if not one.complete:
                    before = incomplete.get(bucket, Quality())
                    incomplete[bucket] = before.merge(one.quality)
                shown[group].append(one)
        framed = history_frame(shown, self._extensions)
        every = [one for kept in shown.values() for one in kept]
        landed = len(got.kept) + len(got.errors)
        return History(
            frame=framed.frame,
            buckets=self._buckets,
            held=frozenset(held),
            gaps=tuple(gaps),
            incomplete=incomplete,
            quality=framed.quality,
            notices=tuple(got.notices),
            as_of=_as_of(every, self._now),
            requests=tuple(got.requests),
            stale=stale,
            version=(self._serial, landed),
            former_names=find_former_names(every, self._extensions),
        )


def _as_of(kept: list[FetchedBucket], now: datetime) -> datetime:
    """Of the oldest figures that may still change; of the newest ones where none may."""
    changing = [one.fetched_at for one in kept if not one.final]
    if changing:
        return min(changing)
    return max((one.fetched_at for one in kept), default=now)
