"""The state of a page in the address bar: read when it changed from outside, written on a change.

Streamlit's own binding of widgets to the address loses dates that equal a default and leaves no
history entry, so a link would drift and Back would not undo a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from telephony.query.parameter_reader import Problem

_PAGE = "url_page"
_CAME_FROM = "url_came_from"
_LAST = "url_last"
"""The address that the open page came with or has written since."""

S = TypeVar("S")


@contextmanager
def visiting(page: str) -> Iterator[None]:
    """Record whether the page was open already, for ``Address.pull``: navigation clears it.

    A browser sends its address with each change of a widget. Of two changes in quick succession the
    second one comes with the address from before the first, which must not undo that.
    """
    session = st.session_state
    session[_CAME_FROM] = session.get(_PAGE)
    session[_PAGE] = page
    address = address_of_this_run()
    if came_from_another_page() or _is_from_outside() or _LAST not in session:
        session[_LAST] = address
    elif address != session[_LAST]:
        st.query_params.from_dict(session[_LAST])
    yield


def address_of_this_run() -> dict[str, list[str]]:
    """What stands in the address that this run came with, or has written since."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _is_from_outside() -> bool:
    """Whether Back, Forward or the like is why the script runs: else nothing of it is news."""
    run = get_script_run_ctx()
    return run is None or run.is_history_navigation


def came_from_another_page() -> bool:
    """Whether this is the first run of a page that was opened from another one."""
    return st.session_state[_CAME_FROM] not in (None, st.session_state[_PAGE])


def path() -> str:
    """The path of the page that is open in this session; empty for the bare address."""
    page: str = st.session_state.get(_PAGE, "")
    return page


def open_page() -> str:
    """The page that is open in this session, by its address; "overview" for the bare one."""
    return path() or "overview"


@dataclass(frozen=True)
class Address(Generic[S]):
    """The address of the pages that share one kind of state, called ``name``.

    ``read`` never raises: it gives a state that can be shown, and what was wrong with the address.
    """

    name: str
    write: Callable[[S], list[tuple[str, str]]]
    read: Callable[[Mapping[str, Sequence[str]]], tuple[S, tuple[Problem, ...]]]

    def pull(self) -> tuple[S, bool]:
        """The state that this run starts from, and whether the address brought a new one.

        A bare address means the start when the page was open already (Back) or is opened first;
        coming from another page it means the state that was left there.
        """
        session = st.session_state
        address = address_of_this_run()
        arrived = came_from_another_page()
        if self._state in session and address == session[self._written]:
            return session[self._state], arrived
        if self._state in session and arrived and not address:
            self._write(session[self._state])
            return session[self._state], True
        state, problems = self.read(address)
        session[self._state], session[self._written] = state, address
        session[self._problems] = problems
        return state, True

    def current(self) -> S:
        """The state as it was last read or written, for callbacks between two runs."""
        state: S = st.session_state[self._state]
        return state

    def complete(self, state: S, *problems: Problem) -> S:
        """Take ``state`` for what the address means, which need not name what is usual.

        Writing that into the address would make an entry in the history that Back falls back upon.
        ``problems``: more of what was wrong with it.
        """
        st.session_state[self._state] = state
        st.session_state[self._problems] = (*problems, *self.problems())
        return state

    def push(self, state: S) -> None:
        """Write ``state`` to the address where it differs, in a callback of a widget.

        So whatever a run draws is in its address already. One entry in the browser's history per
        change, none while nothing changed.
        """
        if state != st.session_state[self._state]:
            self._write(state)

    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the address that this state came from."""
        problems: tuple[Problem, ...] = st.session_state.get(self._problems, ())
        return problems

    def _write(self, state: S) -> None:
        session = st.session_state
        address: dict[str, list[str]] = {}
        for name, value in self.write(state):
            address.setdefault(name, []).append(value)
        st.query_params.from_dict(address)
        session[_LAST] = address
        session[self._state], session[self._written], session[self._problems] = state, address, ()

    @property
    def _state(self) -> str:
        return f"url_{self.name}"

    @property
    def _written(self) -> str:
        return f"url_{self.name}_address"

    @property
    def _problems(self) -> str:
        return f"url_{self.name}_problems"
