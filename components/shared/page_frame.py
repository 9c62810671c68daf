"""What surrounds the content of a page: the row of controls, title and question, notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from typing import Final, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import (
    denials,
    filter_chips,
    filters,
    help_dialog,
    notices,
    page_actions,
    pbx_choice,
    query_bar,
    report_controls,
    url_state,
    waiting,
)
from components.shared.literal_text import as_html as plain_as_html
from components.shared.progress import request_refresh
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.query import links
from telephony.query.view import View
from telephony.xapi.errors import XapiError

DirectoryOf = Callable[[Context, datetime], Directory]
_OF_ONE_EXTENSION: Final = "extension"


@dataclass(frozen=True)
class PageFrame:
    """What a page fills its frame from: a view that can be requested, and the time of this run.

    ``slot``: a place beside the question, for the progress of loading and then for when the data
    was updated. ``notices``: the place below it, which has those of the frame and takes the page's.
    """

    view: View
    now: datetime
    directory: Directory
    slot: DeltaGenerator
    notices: DeltaGenerator

    @property
    def pbx_error(self) -> XapiError | None:
        """Why the PBX does not respond, if so: what is shown may then be stored data."""
        return self.directory.stale


def show(  # noqa: PLR0913  # what the pages differ in
    context: Context,
    title: str,
    files: Mapping[str, str],
    zone_of: query_bar.ZoneOf = query_bar.pbx_zone,
    *,
    extra_controls: query_bar.Draw = query_bar.draw_nothing,
    line_below_bar: query_bar.Draw = query_bar.draw_nothing,
    chips: query_bar.ChipsOf = filter_chips.of_view,
    every_group: bool = False,
    whole_groups: bool = False,
    directory_of_all: DirectoryOf | None = None,
) -> PageFrame | None:
    """Draw the frame. None if there is nothing to request; the page then says why.

    ``files``: what the page's exports are called, by their names under ``/export``.
    ``zone_of``: the time zone of a view's days. ``extra_controls`` draws the page's own filters
    below the others, ``line_below_bar`` what else it asks; ``chips``: the active filters.
    ``every_group``: a view without a group means all of them. ``whole_groups``: the page has no
    values of single extensions, so that nothing but its own filters applies. ``directory_of_all``:
    the groups of every PBX, where the page can show them side by side.
    """
    now = context.now()
    across = directory_of_all is not None and pbx_choice.shows_all(context)
    find = directory_of_all if directory_of_all is not None and across else waiting.directory
    directory = find(context, now)  # even without the PBX: stored days can be shown
    compares_all = directory_of_all is not None
    view, arrived = query_bar.read_view(
        context, directory, every_group=every_group, compares_all=compares_all
    )
    if not across:
        denials.record_groups(context, (*view.groups, view.against))
    zone, active = zone_of(context, view), chips(view)
    more = partial(extra_controls, context, view)
    with row():
        pbx_choice.picker(context, url_state.ADDRESS, compares_all=compares_all)
        query_bar.show_report(context, directory, zone, arrived=arrived, every_group=every_group)
        filters.show(view, len(active), more, whole_groups=whole_groups)
        refresh_button()
        base = st.context.url or ""
        frozen = links.with_fixed_dates(view, now, zone)
        same = links.link_to(base, view)
        page_actions.show(view.range, same, links.link_to(base, frozen), _files_of(view, files))
        help_dialog.button()
    question = query_bar.in_words(context, view, directory, zone, every_group=every_group)
    slot, below = heading(title, question, colour=pbx_choice.colour_of(context, view.pbx))
    with below:
        filter_chips.show(active)
        report_controls.remark(directory)
        line_below_bar(context, view)
        notices.problems(url_state.problems())
        notices.unlisted_groups(directory)
        if not view.groups and not (every_group and directory.groups):
            notices.no_group(directory)
            return None
        if notices.show_if_no_time(view.query(now, zone).period, now):
            return None
    return PageFrame(view, now, directory, slot, below)


def _files_of(view: View, files: Mapping[str, str]) -> Mapping[str, str]:
    """Those that the view's parameters describe: the file of one extension needs its number."""
    without = "" if view.trend.extension else _OF_ONE_EXTENSION
    return {name: label for name, label in files.items() if name != without}


def row() -> DeltaGenerator:
    """The row of controls on top of every page."""
    return st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar")


class Heading(NamedTuple):
    """Places of a page's heading: beside the question, and for notices below it.

    Both are in the heading's own element, so that what follows keeps its place (steady_place.py).
    """

    beside: DeltaGenerator
    below: DeltaGenerator


def heading(title: str, question: str, on_paper: str = "", *, colour: str = "") -> Heading:
    """The page's title with its question in words; beside it, when its data was updated.

    ``on_paper``: what the page asks beyond that, where the screen has it in controls alone.
    ``colour``: of the PBX, where there are several.
    """
    line, more = plain_as_html(question), escape(on_paper)
    below = st.container(key="question")  # its columns are in styles.css
    with below:
        st.html(
            f'<div class="on-paper">{escape(help_dialog.APP_NAME)}</div>'
            f'<div class="page-title"><h1>{escape(title)}</h1>{pbx_choice.dot(colour)}{line}</div>'
            f'<div class="on-paper">{more}</div>'
        )
        return Heading(st.empty(), below)


def refresh_button() -> None:
    """The button that makes the next load request everything from the PBX, whatever is cached."""
    st.button(
        "Refresh",
        key="refresh",
        icon=":material/refresh:",
        help="Request everything from the PBX again (U)",
        shortcut="U",
        on_click=request_refresh,
    )
