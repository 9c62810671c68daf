"""Waiting for the PBX: one deadline for all that a view waits for, and no wait for who has left.

A run of a page gets its deadline when it begins, and nothing is waited for any longer, so that
within a minute of the click there are numbers, or a notice why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.shared.departures import DEPARTURES, Leaving, SessionWaits
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.data_access.pending import Pending, PendingResult
from telephony.xapi.errors import NotReady, XapiError

VIEW_SECONDS: Final = 50.0
"""From the click to the last look; drawing, and the way to the browser, fit into the minute."""
GROUPS_SECONDS: Final = 15.0
"""The list only gives names: the numbers need not wait longer for it …"""
KNOWN_GROUPS_SECONDS: Final = 2.0
"""… and hardly at all where an older one is known."""
AT_LEAST_SECONDS: Final = 1.0
"""Also after the deadline: what needs no PBX is there within this."""
LOOK_AGAIN_SECONDS: Final = 0.2
_ENDS: Final = "view_ends"
_QUESTIONS: Final = "questions"

T = TypeVar("T")


@contextmanager
def one_view(context: Context, page: str) -> Iterator[None]:
    """A run of the whole page. It leaves what an earlier run waited for and this one does not."""
    st.session_state[_ENDS] = context.clock.monotonic() + VIEW_SECONDS
    questions = _questions()
    questions.begin_run(page)
    yield
    questions.leave_earlier()


def hold(name: str, question: Leaving) -> None:
    """This session waits for it, also after this run: until ``release``, or the viewer leaves."""
    questions = _questions()
    questions.hold(name, question)
    run = get_script_run_ctx()
    if run is not None:
        DEPARTURES.watch(run.session_id, questions)


def release(name: str) -> None:
    """It is not waited for any more."""
    _questions().release(name)


def wait_for(
    context: Context,
    *pending: Pending,
    at_most: float = VIEW_SECONDS,
    show: Callable[[], None] | None = None,
) -> bool:
    """Wait until all are there; False where the view's time, or ``at_most``, is over before.

    ``show`` is called while it goes on. What is late goes on until the viewer has left, or opens
    another view.
    """
    late = [one for one in pending if not one.wait(0)]
    if not late:  # as in most runs: what is held needs nothing of this
        return True
    for one in late:
        hold(_name(one), one)
    clock = context.clock
    now = clock.monotonic()
    ends = min(
        now + at_most, max(now + AT_LEAST_SECONDS, st.session_state.get(_ENDS, now + at_most))
    )
    for one in late:
        while not one.wait(LOOK_AGAIN_SECONDS):
            if clock.monotonic() >= ends:
                return False
            # reading the state is where Streamlit ends a script that is not wanted any more
            st.session_state.get(_ENDS)
            if show is not None:
                show()
        release(_name(one))
    return True


def answer_of(context: Context, pending: PendingResult[T], at_most: float = VIEW_SECONDS) -> T:
    """What it holds. Raises NotReady where it is late, else XapiError."""
    wait_for(context, pending, at_most=at_most)
    return pending.answer(NotReady())


def directory(context: Context, now: datetime) -> Directory:
    """The groups; where they are late or cannot be had, those known before, and why."""
    access = context.access
    known = access.known_groups
    try:
        seconds = GROUPS_SECONDS if known is None else KNOWN_GROUPS_SECONDS
        return answer_of(context, access.request_groups(), seconds)
    except XapiError as error:
        groups, as_of = (known.groups, known.as_of) if known else ((), now)
        return Directory(groups, as_of, stale=error)


def leave_earlier() -> None:
    """Leave what earlier runs waited for and this one does not; call it once all is requested."""
    _questions().leave_earlier()


def _questions() -> SessionWaits:
    questions: SessionWaits = st.session_state.setdefault(_QUESTIONS, SessionWaits())
    return questions


def _name(pending: Pending) -> str:
    return f"waited-{id(pending)}"
