"""Which PBX a page shows, where there are several: chosen in its controls, kept in its link."""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol, Self, TypeVar

import streamlit as st

from components.shared.address import Address, came_from_another_page
from telephony.context import Context
from telephony.query.systems import pbx_problem
from telephony.settings.systems import ALL_SYSTEMS

PARAMETER: Final = "pbx"
ALL_PBXS: Final = "All PBXs"
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


def shows_all(context: Context) -> bool:
    """Whether the address means every PBX, which only a page that compares them can show."""
    return len(context.systems) > 1 and st.session_state.get(_CHOSEN) == ALL_SYSTEMS


def name_of(context: Context, pbx: str) -> str:
    """The name of the PBX that a state is of; empty where the settings describe one."""
    return ALL_PBXS if pbx == ALL_SYSTEMS else context.at(pbx).pbx.name


def colour_of(context: Context, pbx: str) -> str:
    """The colour of the PBX that a state is of; empty for all of them, and where there is one."""
    several = len(context.systems) > 1 and pbx != ALL_SYSTEMS
    return context.at(pbx).pbx.colour if several else ""


def dot(colour: str) -> str:
    """A PBX's colour before its name, as HTML; nothing for an empty one."""
    return f'<i class="pbx" style="background:{colour}"></i>' if colour else ""


def pull(context: Context, address: Address[S], *, compares_all: bool = False) -> tuple[S, bool]:
    """As ``Address.pull``, with the PBX that is shown; another one than before is new as well.

    ``compares_all``: the page can show every PBX at once.
    """
    came = came_from_another_page()
    state, arrived = address.pull()
    systems = context.systems
    pbx = ALL_SYSTEMS if compares_all and shows_all(context) else context.pbx.id
    if state.pbx != pbx:
        known = {system.id for system in systems} | (
            {ALL_SYSTEMS} if came or compares_all else set()
        )
        if state.pbx in known:
            # left on this page before another PBX was chosen on another page
            state = state.at(pbx)
            address.push(state)
        else:
            problem = pbx_problem(state.pbx, systems)
            state = address.complete(state.at(pbx), *([problem] if problem is not None else []))
    changed = st.session_state.get(_SHOWN, pbx) != pbx
    st.session_state[_SHOWN] = pbx
    return state, arrived or changed


def picker(context: Context, address: Address[S], *, compares_all: bool = False) -> None:
    """The list of PBXs; nothing where there is one. A choice is in the address before the run."""
    systems = context.systems
    if len(systems) == 1:
        return
    names = {system.id: system.name for system in systems}
    if compares_all:
        names[ALL_SYSTEMS] = ALL_PBXS
    st.session_state[_PICKER] = address.current().pbx
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
