"""The history behind a trend: asked once per question, watched while it arrives.

What is under way belongs to the question, not to the run of the script: a rerun goes on watching,
and a viewer who leaves does not stop what others wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import streamlit as st

from components import waiting
from components.trends_bar import zone_of
from telephony.data_access import Cut, Fetching, Grain, History
from telephony.metrics.recorded import cut_of
from telephony.periods import Period, resolve
from telephony.query import Query, View
from telephony.runtime import current
from telephony.trend_view import compared_range

AT_ONCE_SECONDS: Final = 0.5
"""What is stored is there within this; only what takes longer is shown while it arrives."""
QUIET_SECONDS: Final = 15.0
"""A PBX in trouble is named after this; slow reports take some seconds each."""
_WATCHED: Final = "trend_watched"
_REFRESH: Final = "trend_refresh"


@dataclass(frozen=True)
class Loaded:
    """What a trend is drawn from: the history, and that of the range it is compared with."""

    query: Query
    history: History
    before: Period | None
    previous: History | None
    cut: Cut = Grain.DAY

    @property
    def version(self) -> tuple[object, ...]:
        """Equal for equal figures, whatever their number."""
        parts = (self.history, self.previous)
        return (
            self.query,
            self.before,
            self.cut,
            *((part.version, len(part.held)) for part in parts if part is not None),
        )


@dataclass
class Watched:
    """A question under way, unless the viewer gave it up (``cancelled``) or left (``departed``)."""

    query: Query
    before: Period | None
    fetchings: tuple[Fetching, ...]
    cut: Cut = Grain.DAY
    cancelled: bool = False
    departed: bool = False

    @property
    def question(self) -> tuple[Query, Period | None, Cut]:
        return self.query, self.before, self.cut

    def finished(self, timeout_seconds: float = 0.0) -> bool:
        """Wait at most that long for each part; True when nothing more will come."""
        return self.cancelled or all(one.wait(timeout_seconds) for one in self.fetchings)

    def loaded(self) -> Loaded:
        """What is there by now."""
        histories = [one.so_far() for one in self.fetchings]
        previous = histories[1] if len(histories) > 1 else None
        return Loaded(self.query, histories[0], self.before, previous, self.cut)

    @property
    def quiet_words(self) -> str:
        """That nothing has come for long, while more is under way; else empty."""
        quiet = [one.quiet_seconds for one in self.fetchings if not one.wait(0)]
        seconds = min(quiet, default=0.0)
        if seconds < QUIET_SECONDS:
            return ""
        return f" · no answer from the PBX for {seconds:.0f} s; the rest is still being requested"

    @property
    def progress(self) -> tuple[int, int, float | None]:
        """Parts landed, parts asked, and how many seconds are left, if that is known."""
        parts = [one.progress for one in self.fetchings]
        left = [part.seconds_left for part in parts if part.seconds_left is not None]
        done, total = sum(part.done for part in parts), sum(part.total for part in parts)
        return done, total, max(left, default=None)

    def cancel(self) -> None:
        """Give it up: what nobody else waits for is not asked. What is there stays."""
        self.cancelled = True
        for one in self.fetchings:
            one.leave()

    def leave(self) -> None:
        """Nobody looks any more; who comes back asks anew."""
        self.departed = True
        for one in self.fetchings:
            one.leave()


def ask_again() -> None:
    """A button's callback: ask the PBX anew for what may have changed or was not to be had."""
    st.session_state[_REFRESH] = True


def go_on() -> None:
    """A button's callback: ask for what was given up."""
    forget()


def forget() -> None:
    """Let go of a question whose answer is drawn: the session need not hold its rows."""
    st.session_state.pop(_WATCHED, None)
    waiting.release(_WATCHED)


def asked_of(view: View, now: datetime) -> tuple[Query, Period | None]:
    """The view's question, and the period that it is compared with."""
    zone = zone_of(view)
    choice = compared_range(view.range, view.trend.compare, now, zone)
    return view.query(now, zone), resolve(choice, now, zone) if choice else None


def watch(view: View, now: datetime) -> Watched:
    """The view's question: the one that is not drawn yet, or a new one. Returns at once."""
    state = st.session_state
    query, before = asked_of(view, now)
    cut = cut_of(view)
    watched: Watched | None = state.get(_WATCHED)
    refresh = state.pop(_REFRESH, False)
    question = (query, before, cut)
    if watched is None or watched.departed or watched.question != question or refresh:
        earlier, watched = watched, _asked(*question, refresh=refresh)
        state[_WATCHED] = watched
        if earlier is not None:
            earlier.cancel()
    waiting.hold(_WATCHED, watched)
    return watched


def _asked(query: Query, before: Period | None, cut: Cut, *, refresh: bool) -> Watched:
    periods = [query.period] if before is None else [query.period, before]
    access = current().access
    fetchings = tuple(
        access.ask_history(Query(query.groups, period, query.area), cut, refresh=refresh)
        for period in periods
    )
    return Watched(query, before, fetchings, cut)
