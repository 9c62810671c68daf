"""Which PBX a page shows, where there are several: chosen in its controls, kept in its link."""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol, Self, TypeVar

import streamlit as st

from components.shared.address import Address, came_from_another_page
from telephony.context import Context
from telephony.query.systems import pbx_problem

PARAMETER: Final = "pbx"
_CHOSEN: Final = "pbx_chosen"
_SHOWN: Final = "pbx_shown"
_PICKER: Final = "pbx_picker"
_WIDTH: Final = 160


class OfPbx(Protocol):
    """A page's state that belongs to one PBX."""

    @property
    def pbx(self) -> str: ...

    def at(self, pbx: str) -> Self: ...


S = TypeVar("S", bound=OfPbx)


def of_this_run(context: Context) -> Context:
    """The context of the PBX that the address names; the first where it names none.

    A bare address means the PBX that was shown, if another page was open before.
    """
    given = next(filter(None, st.query_params.get_all(PARAMETER)), "")
    if not st.query_params and came_from_another_page():
        given = st.session_state.get(_CHOSEN, "")
    st.session_state[_CHOSEN] = given
    return context.at(given)


def key_of(context: Context, name: str) -> str:
    """A widget's key on a page that has it for each PBX."""
    return f"{name}_{context.pbx.id}" if context.pbx.id else name


def pull(context: Context, address: Address[S]) -> tuple[S, bool]:
    """As ``Address.pull``, with the PBX that is shown; another one than before is new as well."""
    state, arrived = address.pull()
    pbx, systems = context.pbx.id, context.systems
    if state.pbx != pbx:
        if any(system.id == state.pbx for system in systems):
            # left on this page before another PBX was chosen on another page
            state = state.at(pbx)
            address.push(state)
        else:
            problem = pbx_problem(state.pbx, systems)
            state = address.complete(state.at(pbx), *([problem] if problem is not None else []))
    changed = st.session_state.get(_SHOWN, pbx) != pbx
    st.session_state[_SHOWN] = pbx
    return state, arrived or changed


def picker(context: Context, address: Address[S]) -> None:
    """The list of PBXs; nothing where there is one. A choice is in the address before the run."""
    systems = context.systems
    if len(systems) == 1:
        return
    names = {system.id: system.name for system in systems}
    st.session_state[_PICKER] = context.pbx.id
    st.selectbox(
        "PBX",
        list(names),
        format_func=names.__getitem__,
        key=_PICKER,
        label_visibility="collapsed",
        width=_WIDTH,
        on_change=partial(_choose, address),
    )


def _choose(address: Address[S]) -> None:
    address.push(address.current().at(st.session_state[_PICKER]))
