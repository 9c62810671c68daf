"""What a page drew when it was opened, for whoever opens it next: how long it stays true.

The server shows it in the HTML of the page until Streamlit has drawn the page anew, which takes a
second (server/preview). It is the first run of a session that counts: no other knows its address
alone. What that run relies on is noted as it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import local
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.shared import session_owner, url_state
from components.shared.address import address_of_this_run, path
from components.shared.page_frame import PageFrame
from components.shared.session_owner import Owner
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.data_access.cache.lru import LruCache
from telephony.formatting.locale_style import LocaleStyle, style_of
from telephony.periods.buckets import Cut
from telephony.query.view import Query, View

_OPENED: Final = "page_was_opened"
_RUN: Final = local()
"""``relied``: what this run relies on; None or missing unless it opens the page. A run has a thread
of its own, and this is asked for each answer of each run: the session's state would take longer."""
_MOST_RUNS: Final = 100
"""Runs whose drawing is still on its way to the browser."""

Held = tuple[Query, Cut | None, tuple[int, ...]]
"""What ``DataAccess.held_version`` is asked, and what it returned."""


@dataclass(frozen=True)
class Opening:
    """Who opens which page, at which address, in which language: it decides what they see."""

    owner: Owner
    page: str
    address: tuple[tuple[str, tuple[str, ...]], ...]
    style: LocaleStyle


@dataclass(frozen=True)
class Basis:
    """What was drawn is made of this."""

    pbx: str
    view: View
    query: Query
    directory: Directory
    day: date
    held: tuple[Held, ...]

    def is_current(self, context: Context) -> bool:
        """Whether a run of the page would draw the same now. Requests nothing, and never waits."""
        of_pbx = context.at(self.pbx)
        known, now = of_pbx.access.known_groups, of_pbx.now()
        return (
            known is not None
            and known.groups == self.directory.groups
            and now.astimezone(of_pbx.zone).date() == self.day
            and self.view.query(now, of_pbx.zone) == self.query
            and all(
                of_pbx.access.held_version(query, cut) == version
                for query, cut, version in self.held
            )
        )


@dataclass(frozen=True)
class Drawn:
    """A run that has drawn its page."""

    opening: Opening
    basis: Basis
    size_bytes: int = 1


def opening_at(
    owner: Owner, page: str, query: Mapping[str, Sequence[str]], language: str | None
) -> Opening:
    """``page``: its path, empty for the bare address; ``query``: the values by their names.

    ``language``: the tag of the browser's first one.
    """
    address = sorted((name, tuple(values)) for name, values in query.items())
    return Opening(owner, page, tuple(address), style_of(language))


RUNS: Final[LruCache[str, Drawn]] = LruCache(_MOST_RUNS, _MOST_RUNS)
"""The runs that opened a page, by session, until the server has all that they sent."""


@contextmanager
def noted() -> Iterator[None]:
    """While a page is drawn: note what it relies on, where this run opens it.

    What an earlier run has offered goes: that it has drawn does not come any more. A run that makes
    way for another has not opened the page yet.
    """
    run = get_script_run_ctx()
    if run is not None:
        RUNS.pop(run.session_id)
    opens = _OPENED not in st.session_state
    _RUN.relied = [] if opens else None
    yield
    _RUN.relied = None
    if opens:
        st.session_state[_OPENED] = True


def _relied() -> list[Held] | None:
    return getattr(_RUN, "relied", None)


def relies_on(query: Query, version: tuple[int, ...], cut: Cut | None = None) -> None:
    """The page shows this answer, or this history."""
    relied = _relied()
    if relied is not None:
        relied.append((query, cut, version))


def lacks_something() -> None:
    """The page shows less than it would if nothing had failed: the next run may show more."""
    _RUN.relied = None


def offer(context: Context, page: PageFrame) -> None:
    """At the end of a page that shows nothing but what it has said that it relies on."""
    relied = _relied()
    if not relied:
        return
    owner, run = session_owner.current(), get_script_run_ctx()
    if owner is None or run is None or url_state.problems():
        return
    basis = Basis(
        context.pbx.id,
        page.view,
        page.view.query(page.now, context.zone),
        page.directory,
        page.now.astimezone(context.zone).date(),
        tuple(relied),
    )
    opening = opening_at(owner, path(), address_of_this_run(), st.context.locale)
    RUNS.put(run.session_id, Drawn(opening, basis))
