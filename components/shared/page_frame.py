"""What every page of a view has around its content: groups, bar, refresh, link, print, notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import copy_link, notices, printing, query_bar, url_state, waiting
from components.shared.progress import ask_again
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.query.view import View
from telephony.xapi.errors import XapiError


@dataclass(frozen=True)
class Frame:
    """What the frame leaves to its page: a view that can be asked for, and the run's moment.

    ``slot`` is a place in the bar for the progress of loading and for when the data was updated.
    """

    view: View
    now: datetime
    directory: Directory
    slot: DeltaGenerator

    @property
    def no_pbx(self) -> XapiError | None:
        """Why the PBX did not answer just now, where all that is shown may be stored data."""
        return self.directory.stale


def show(
    context: Context,
    title: str,
    zone_of: query_bar.ZoneOf = query_bar.pbx_zone,
    more: Callable[[Context, View], None] = query_bar.nothing_more,
    below: Callable[[Context, View], None] = query_bar.nothing_more,
) -> Frame | None:
    """Draw it. None where the view asks for nothing yet, and the page says why.

    ``title`` is the page's on paper, ``zone_of`` the zone of a view's days. ``more`` draws the
    page's own controls among the bar's, ``below`` its line below the bar.
    """
    now = context.now()
    directory = waiting.directory(context, now)  # stored days need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(context, directory, now, zone_of, more)
        slot = st.empty()
        refresh_button()
        zone = zone_of(context, view)
        copy_link.copy_link(view, now, zone)
        printing.button(title)
    below(context, view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups:
        notices.no_group(directory)
        return None
    if notices.no_time(view.query(now, zone).period, now):
        return None
    return Frame(view, now, directory, slot)


def refresh_button() -> None:
    """Make the next load of this session request everything from the PBX, whatever is cached."""
    st.button("Refresh", key="refresh", icon=":material/refresh:", on_click=ask_again)
