"""What surrounds the content of a page with a view: bar, refresh, link, print, notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import copy_link, notices, printing, query_bar, url_state, waiting
from components.shared.progress import request_refresh
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.query.view import View
from telephony.xapi.errors import XapiError


@dataclass(frozen=True)
class PageFrame:
    """What a page fills its frame from: a view that can be requested, and the time of this run.

    ``slot``: a place in the bar, for the progress of loading and then for when the data was
    updated.
    """

    view: View
    now: datetime
    directory: Directory
    slot: DeltaGenerator

    @property
    def pbx_error(self) -> XapiError | None:
        """Why the PBX does not respond, if so: what is shown may then be stored data."""
        return self.directory.stale


def show(  # noqa: PLR0913  # what the pages differ in
    context: Context,
    title: str,
    zone_of: query_bar.ZoneOf = query_bar.pbx_zone,
    *,
    extra_controls: query_bar.Draw = query_bar.draw_nothing,
    line_below_bar: query_bar.Draw = query_bar.draw_nothing,
    every_group: bool = False,
) -> PageFrame | None:
    """Draw the frame. None if there is nothing to request; the page then says why.

    ``title``: the heading on printed pages. ``zone_of``: the time zone of a view's days.
    ``extra_controls`` draws the page's own controls below those of the bar. ``every_group``: a view
    without a group means all of them.
    """
    now = context.now()
    directory = waiting.directory(context, now)  # even without the PBX: stored days can be shown
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(
            context, directory, now, zone_of, extra_controls, every_group=every_group
        )
        slot = st.empty()
        refresh_button()
        zone = zone_of(context, view)
        copy_link.copy_link(view, now, zone)
        printing.button(title)
    line_below_bar(context, view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups and not (every_group and directory.groups):
        notices.no_group(directory)
        return None
    if notices.show_if_no_time(view.query(now, zone).period, now):
        return None
    return PageFrame(view, now, directory, slot)


def refresh_button() -> None:
    """The button that makes the next load request everything from the PBX, whatever is cached."""
    st.button("Refresh", key="refresh", icon=":material/refresh:", on_click=request_refresh)
