"""A history of some groups, as a viewer reads it who also asked for groups they may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from telephony.answers.history import Gap, History
from telephony.data_access.pending import PendingHistory, Progress
from telephony.frames.quality import Quality
from telephony.xapi.errors import XapiError


class PermittedHistory:
    """Satisfies ``PendingHistory``. ``pending`` is of the groups that the viewer may see.

    ``groups``: all groups of the question in their order; the ``refused`` ones have no values, and
    their errors. ``error``: an error as the viewer may read it.
    """

    def __init__(
        self,
        pending: PendingHistory,
        groups: tuple[str, ...],
        refused: Mapping[str, XapiError],
        error: Callable[[XapiError], XapiError],
    ) -> None:
        self._pending = pending
        self._places = {group: place for place, group in enumerate(groups)}
        self._refused = refused
        self._error = error
        self._latest: tuple[History, History] | None = None

    @property
    def progress(self) -> Progress:
        """See PendingHistory; buckets of refused groups have failed."""
        done, total, seconds_left = self._pending.progress
        failed = len(self._refused) * len(self._pending.so_far().buckets) if self._refused else 0
        return Progress(done + failed, total + failed, seconds_left)

    @property
    def stalled_seconds(self) -> float:
        """See PendingHistory."""
        return self._pending.stalled_seconds

    def wait(self, timeout_seconds: float) -> bool:
        """See Pending."""
        return self._pending.wait(timeout_seconds)

    def when_done(self, callback: Callable[[], None]) -> None:
        """See Pending."""
        self._pending.when_done(callback)

    def leave(self) -> None:
        """See Pending."""
        self._pending.leave()

    def so_far(self) -> History:
        """See PendingHistory."""
        return self._own(self._pending.so_far())

    def by_group(self) -> Mapping[str, History]:
        """See PendingHistory."""
        whole = self._pending.so_far()
        nothing = replace(
            whole,
            frame=whole.frame.iloc[:0],
            incomplete={},
            quality=Quality(),
            requests=(),
            stale=None,
            former_names=(),
            version=(*whole.version, 0),
        )
        permitted = self._pending.by_group()
        return {
            group: self._with_refused(nothing, (group,))
            if group in self._refused
            else self._reworded(permitted[group])
            for group in self._places
            # a question that is too large is answered for its first group alone
            if group in self._refused or group in permitted
        }

    def result(self) -> History:
        """See PendingHistory."""
        return self._own(self._pending.result())

    def _own(self, history: History) -> History:
        if self._latest is None or self._latest[0] is not history:
            own = self._with_refused(self._reworded(history), tuple(self._refused))
            self._latest = history, own
        return self._latest[1]

    def _reworded(self, history: History) -> History:
        errors = (*(gap.error for gap in history.gaps), history.stale)
        if all(error is None or self._error(error) is error for error in errors):
            return history
        gaps = (
            replace(gap, error=None if gap.error is None else self._error(gap.error))
            for gap in history.gaps
        )
        stale = None if history.stale is None else self._error(history.stale)
        return replace(history, gaps=tuple(gaps), stale=stale)

    def _with_refused(self, history: History, groups: tuple[str, ...]) -> History:
        if not groups:
            return history
        refused = (
            Gap(group, bucket, self._refused[group])
            for group in groups
            for bucket in history.buckets
        )
        gaps = sorted((*history.gaps, *refused), key=lambda gap: self._places[gap.group])
        # what is computed from it differs from what is computed without these gaps
        version = (*history.version, hash(groups))
        return replace(history, held=frozenset(), gaps=tuple(gaps), version=version)
