"""A history that is loaded bucket by bucket: requested once per query, shown while it arrives.

A history under way belongs to its query, not to one run of the script: a rerun continues to watch
it, and a viewer who leaves does not stop what others wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import preview, waiting
from components.shared.progress import refresh_wanted
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_count_of
from telephony.answers.history import History
from telephony.context import Context
from telephony.data_access.pending import PendingHistory
from telephony.periods.buckets import Cut, Grain
from telephony.periods.period import Period
from telephony.query.view import Query

AT_ONCE_SECONDS: Final = 0.5
"""Stored buckets are loaded within this; only what takes longer is shown while it arrives."""
STALLED_SECONDS: Final = 15.0
"""A PBX in trouble is named after this; slow reports take some seconds each."""
LOOK_AGAIN_SECONDS: Final = 1.0
"""Between two looks at what has arrived: often enough to see it move, seldom enough to read."""
_WATCHED: Final = "history_watched"

T = TypeVar("T")


@dataclass(frozen=True)
class LoadedHistory:
    """The history of a query, and that of the period it is compared with."""

    query: Query
    history: History
    before: Period | None
    previous: History | None
    cut: Cut = Grain.DAY

    @property
    def compared(self) -> History:
        """The history that it is compared with. Raises ValueError where there is none."""
        if self.previous is None:
            raise ValueError("this history is compared with nothing")
        return self.previous

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        parts = (self.history, self.previous)
        return (
            self.query,
            self.before,
            self.cut,
            *((part.version, len(part.held)) for part in parts if part is not None),
        )


@dataclass
class WatchedHistory:
    """Histories under way, unless the viewer cancelled them or has left (``departed``)."""

    query: Query
    before: Period | None
    pending: tuple[PendingHistory, ...]
    cut: Cut = Grain.DAY
    name: str = _WATCHED
    cancelled: bool = False
    departed: bool = False

    @property
    def key(self) -> tuple[Query, Period | None, Cut]:
        return self.query, self.before, self.cut

    def finished(self, timeout_seconds: float = 0.0) -> bool:
        """Wait at most that long for each part; True when nothing more will come."""
        return self.cancelled or all(part.wait(timeout_seconds) for part in self.pending)

    def loaded(self) -> LoadedHistory:
        """What is loaded by now."""
        histories = [part.so_far() for part in self.pending]
        previous = histories[1] if len(histories) > 1 else None
        return LoadedHistory(self.query, histories[0], self.before, previous, self.cut)

    def by_group(self) -> Mapping[str, History]:
        """What is loaded by now of each group of the query by itself."""
        return self.pending[0].by_group()

    @property
    def stalled_words(self) -> str:
        """That nothing has come for long, while more is under way; else empty."""
        stalled = [part.stalled_seconds for part in self.pending if not part.wait(0)]
        seconds = min(stalled, default=0.0)
        if seconds < STALLED_SECONDS:
            return ""
        return f" · no response from the PBX for {viewer_count(round(seconds))} s; still trying"

    @property
    def progress(self) -> tuple[int, int, float | None]:
        """Buckets loaded, buckets requested, and the seconds left where they are known."""
        parts = [part.progress for part in self.pending]
        left = [part.seconds_left for part in parts if part.seconds_left is not None]
        done, total = sum(part.done for part in parts), sum(part.total for part in parts)
        return done, total, max(left, default=None)

    def cancel(self) -> None:
        """Stop: only what others wait for is still requested. What is loaded stays."""
        self.cancelled = True
        for part in self.pending:
            part.leave()

    def leave(self) -> None:
        """The viewer has left; a viewer who comes back requests it again."""
        self.departed = True
        for part in self.pending:
            part.leave()


def watch(  # noqa: PLR0913  # what is watched, and under which name
    context: Context,
    query: Query,
    before: Period | None = None,
    cut: Cut = Grain.DAY,
    *,
    name: str = _WATCHED,
    refresh: bool | None = None,
) -> WatchedHistory:
    """The history under way if it is that of this query, else a new one. Does not wait.

    ``before`` is the period that it is compared with. A page with several histories gives each a
    ``name``. ``refresh``: whether the viewer asked for one, where the page has read it already.
    """
    state = st.session_state
    earlier: WatchedHistory | None = state.get(name)
    refresh = refresh_wanted() if refresh is None else refresh
    watched = earlier
    if watched is None or watched.departed or watched.key != (query, before, cut) or refresh:
        periods = [query.period] if before is None else [query.period, before]
        queries = [replace(query, period=period) for period in periods]
        access = context.access

        def start() -> WatchedHistory:
            pending = (access.request_history(each, cut, refresh=refresh) for each in queries)
            return WatchedHistory(query, before, tuple(pending), cut, name)

        state[name] = watched = waiting.hold_request(name, start)
        if earlier is not None:
            earlier.cancel()
    waiting.hold(name, watched)
    return watched


def forget(name: str = _WATCHED) -> None:
    """Drop the history under way: once it is shown, a session need not hold its rows.

    As a button's callback: request again what was cancelled.
    """
    st.session_state.pop(name, None)
    waiting.release(name)


class Finished(NamedTuple):
    """A history of which nothing more will come, no longer held by the session."""

    loaded: LoadedHistory
    above: DeltaGenerator
    """For what the page has to say above the drawing: see ``in_place``."""


def finished(
    watched: WatchedHistory, unit: str, draw: Callable[[LoadedHistory], None]
) -> Finished | None:
    """All of it; None while it arrives, and ``draw`` draws it.

    ``unit``: what a bucket is called.
    """
    above = steady_place()
    if not watched.finished(AT_ONCE_SECONDS):
        show_arriving(watched, unit, draw)
        return None
    loaded = watched.loaded()
    rely_on(loaded)
    if not watched.cancelled:
        forget(watched.name)
    return Finished(loaded, above)


def rely_on(loaded: LoadedHistory) -> None:
    """The page shows these days: see ``preview``."""
    preview.relies_on(loaded.query, loaded.history.version, loaded.cut)
    if loaded.before is not None and loaded.previous is not None:
        before = replace(loaded.query, period=loaded.before)
        preview.relies_on(before, loaded.previous.version, loaded.cut)


def show_arriving(
    watched: WatchedHistory, unit: str, draw: Callable[[LoadedHistory], None]
) -> None:
    """The progress above what has arrived, which ``draw`` draws; both anew every second."""
    st.fragment(_arriving, run_every=LOOK_AGAIN_SECONDS)(watched, unit, draw)


def _arriving(watched: WatchedHistory, unit: str, draw: Callable[[LoadedHistory], None]) -> None:
    if watched.finished():
        st.rerun()  # of the page, which then shows the finished history
    done, total, seconds = watched.progress
    words = progress_words(done, total, seconds, len(watched.query.groups), unit)
    with st.container(horizontal=True, vertical_alignment="center", key="arriving"):
        st.progress(done / max(total, 1), text=words + watched.stalled_words)
        st.button("Cancel", key="cancel", icon=":material/close:", on_click=watched.cancel)
    draw(watched.loaded())


def in_place(name: str, draw: Callable[[], T]) -> T:
    """Draw a finished history where ``show_arriving`` drew it: in a fragment or a container.

    The browser then changes the charts that are there. Elsewhere they would be built anew, and
    stand twice until the run ends. ``name`` tells several on a page apart.
    """
    st.container(key=f"arrived_{name}")  # hides the progress, which goes when the run ends
    return draw()


def progress_words(
    done: int, total: int, seconds_left: float | None, groups: int = 1, unit: str = "day"
) -> str:
    """``31 of 90 days, about 4 s``; without the time while it is not known."""
    each = f" of {viewer_count_of(groups, 'group')}" if groups > 1 else ""
    words = f"{viewer_count(done)} of {viewer_count_of(total, unit)}{each}"
    if seconds_left is None:
        return words
    seconds = max(1, round(seconds_left))
    if seconds < 120:  # noqa: PLR2004  two minutes
        return f"{words}, about {seconds} s"
    return f"{words}, about {viewer_count(seconds // 60)} min"
