"""Waiting for the PBX: one deadline for all that a view waits for, and no wait for who has left.

A run of a page gets its deadline when it begins, and nothing is waited for any longer, so that
within a minute of the click there are numbers, or a notice why not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
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
"""Also after the deadline: what needs no PBX is loaded within this."""
LOOK_AGAIN_SECONDS: Final = 0.2
_ENDS: Final = "view_ends"
_WAITS: Final = "session_waits"

T = TypeVar("T")
P = TypeVar("P", bound=Pending)
L = TypeVar("L", bound=Leaving)


@contextmanager
def one_view(context: Context, page: str) -> Iterator[None]:
    """A run of the whole page. It leaves what an earlier run waited for and this one does not."""
    st.session_state[_ENDS] = context.clock.monotonic() + VIEW_SECONDS
    waits = _waits()
    waits.begin_run(page)
    yield
    waits.leave_earlier()


def request(start: Callable[[], P]) -> P:
    """What ``start`` requests, waited for in this session until ``wait_for`` or a departure.

    Streamlit ends the run of a viewer who has left when it next reads the session's state. Read
    between a request and ``hold``, that would leave a request that nobody waits for, so the state
    is read before.
    """
    waits = _waits()
    pending = start()
    if not pending.wait(0):
        _hold(waits, _name(pending), pending)
    return pending


def hold_request(name: str, start: Callable[[], L]) -> L:
    """The same for what is under way longer than a run, until ``release``."""
    waits = _waits()
    wanted = start()
    _hold(waits, name, wanted)
    return wanted


def hold(name: str, wanted: Leaving) -> None:
    """Wait in this session, also after this run: until ``release``, or until the viewer leaves."""
    _hold(_waits(), name, wanted)


def _hold(waits: SessionWaits, name: str, wanted: Leaving) -> None:
    waits.hold(name, wanted)
    run = get_script_run_ctx()
    if run is not None:
        DEPARTURES.watch(run.session_id, waits)


def release(name: str) -> None:
    """Wait for it no longer."""
    _waits().release(name)


def wait_for(
    context: Context,
    *pending: Pending,
    at_most: float = VIEW_SECONDS,
    show: Callable[[], None] | None = None,
) -> bool:
    """Wait until all are loaded; False if the view's deadline, or ``at_most``, passes before.

    ``show`` is called during the wait. What is late is loaded further until the viewer leaves or
    opens another view.
    """
    waits = _waits()
    late = []
    for each in pending:
        if each.wait(0):
            waits.release(_name(each))
        else:
            late.append(each)
            _hold(waits, _name(each), each)
    if not late:  # as in most runs: all of it is cached
        return True
    clock = context.clock
    now = clock.monotonic()
    ends = min(
        now + at_most, max(now + AT_LEAST_SECONDS, st.session_state.get(_ENDS, now + at_most))
    )
    for each in late:
        while not each.wait(LOOK_AGAIN_SECONDS):
            if clock.monotonic() >= ends:
                return False
            # reading the state is where Streamlit ends a script that is not wanted any more
            st.session_state.get(_ENDS)
            if show is not None:
                show()
        waits.release(_name(each))
    return True


def wait_for_most(context: Context, *pending: Pending, moment: float) -> None:
    """Wait until all are loaded, or one is and the others had another ``moment`` [s].

    Not longer than ``wait_for``, either.
    """
    clock = context.clock
    ends = st.session_state.get(_ENDS, clock.monotonic() + VIEW_SECONDS)
    while late := [each for each in pending if not each.wait(0)]:
        if len(late) < len(pending):
            ends = min(ends, clock.monotonic() + moment)
        if clock.monotonic() >= ends:
            return
        wait_for(context, late[0], at_most=0.0)


def answer_of(context: Context, pending: PendingResult[T], at_most: float = VIEW_SECONDS) -> T:
    """The result. Raises NotReady if it is late, XapiError if it failed."""
    wait_for(context, pending, at_most=at_most)
    return pending.answer(NotReady())


def directory(context: Context, now: datetime) -> Directory:
    """The groups; if they are late or not available, those known before, and why."""
    access = context.access
    known = access.known_groups
    try:
        seconds = GROUPS_SECONDS if known is None else KNOWN_GROUPS_SECONDS
        return answer_of(context, access.request_groups(), seconds)
    except XapiError as error:
        return replace(known or Directory((), now), stale=error)


def leave_earlier() -> None:
    """Leave what earlier runs waited for and this one does not; call it once all is requested."""
    _waits().leave_earlier()


def _waits() -> SessionWaits:
    waits: SessionWaits = st.session_state.setdefault(_WAITS, SessionWaits())
    return waits


def _name(pending: Pending) -> str:
    return f"waited-{id(pending)}"
