"""What a page waits for: a refresh that was asked for, and a history while it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from telephony.answers.history import History, PendingHistory
from telephony.periods.buckets import Cut, Grain
from telephony.periods.period import Period
from telephony.query.view import Query

AT_ONCE_SECONDS: Final = 0.5
"""What is stored is there within this; only what takes longer is shown while it arrives."""


QUIET_SECONDS: Final = 15.0
"""A PBX in trouble is named after this; slow reports take some seconds each."""


@dataclass(frozen=True)
class LoadedHistory:
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
class WatchedHistory:
    """A question under way, unless the viewer gave it up (``cancelled``) or left (``departed``)."""

    query: Query
    before: Period | None
    fetchings: tuple[PendingHistory, ...]
    cut: Cut = Grain.DAY
    cancelled: bool = False
    departed: bool = False

    @property
    def question(self) -> tuple[Query, Period | None, Cut]:
        return self.query, self.before, self.cut

    def finished(self, timeout_seconds: float = 0.0) -> bool:
        """Wait at most that long for each part; True when nothing more will come."""
        return self.cancelled or all(one.wait(timeout_seconds) for one in self.fetchings)

    def loaded(self) -> LoadedHistory:
        """What is there by now."""
        histories = [one.so_far() for one in self.fetchings]
        previous = histories[1] if len(histories) > 1 else None
        return LoadedHistory(self.query, histories[0], self.before, previous, self.cut)

    @property
    def quiet_words(self) -> str:
        """That nothing has come for long, while more is under way; else empty."""
        quiet = [one.stalled_seconds for one in self.fetchings if not one.wait(0)]
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


SILENT_SECONDS = 0.4
"""A shorter wait needs no progress line; a line that only flickers is worse than none."""


_REFRESH = "refresh_asked"


def ask_again() -> None:
    """A button's callback: the next load of this session asks the PBX, whatever is held."""
    st.session_state[_REFRESH] = True


def refresh_wanted() -> bool:
    """Whether ``ask_again`` was called since the last load; asked once per run."""
    return bool(st.session_state.pop(_REFRESH, False))
