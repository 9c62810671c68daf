"""What surrounds every page: page settings, the banner, the navigation."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from components.shared import (
    account,
    denials,
    help_dialog,
    notices,
    pbx_choice,
    preview,
    printing,
    session_owner,
    url_state,
    waiting,
    words,
)
from pages.audit import audit
from pages.changes import changes
from pages.connection import connection
from pages.explorer import explorer
from pages.extension import extension
from pages.groups import groups
from pages.hours import hours
from pages.overview import overview
from pages.rates import rates
from pages.set_up import set_up
from pages.status import status
from pages.tokens import tokens
from pages.trends import trends
from pages.workload import workload
from server.current_context import context_of, current_viewers
from server.gauges.page_runs import counted
from server.request_ids import begin_page_run
from server.set_up_access import may_set_up
from server.sign_in.streamlit_auth import FAILED_COOKIE
from telephony.access.viewer import Role
from telephony.context import Context
from telephony.query.links import ROOT_PAGE
from telephony.xapi.refusals import NotForThisRole

# By section, and by the function that draws the page, whose name is its address: the title.
PAGES: dict[str, dict[Callable[[Context], None], str]] = {
    "Calls": {
        overview: "Overview",
        extension: "Extension",
        trends: "Trends",
        hours: "Time of day",
    },
    "Answers": {
        changes: "What changed",
        workload: "Workload",
        rates: "Is the difference real?",
        groups: "Groups",
    },
    "Data": {
        explorer: "Explorer",
    },
    "Account": {
        tokens: "Access tokens",
    },
    "Admin": {
        connection: "Connection",
        status: "Status",
        audit: "Audit",
        set_up: "Set up",
    },
}

FOR_ADMINS: Final = "Admin"
"""The section for admins."""
FOR_ANALYSTS: Final = frozenset({explorer})
FOR_PEOPLE: Final = frozenset({tokens})
"""Only where people sign in."""
OF_EVERY_PBX: Final = frozenset({audit})
"""Not of one alone, so for admins of all of them."""


def role_for(section: str, draw: Callable[[Context], None]) -> Role:
    """The role that a page is for."""
    if section == FOR_ADMINS:
        return Role.ADMIN
    return Role.ANALYST if draw in FOR_ANALYSTS else Role.VIEWER


def may_open(context: Context, section: str, draw: Callable[[Context], None]) -> bool:
    """Whether a page is for the viewer, at the PBX of ``context``."""
    if draw in OF_EVERY_PBX:
        return context.governs
    return context.viewer.role.includes(role_for(section, draw))


def can_set_up(context: Context) -> bool:
    """Whether this session gets the guided set-up."""
    return may_set_up(context, st.context.headers, st.context.ip_address)


def show(context: Context, section: str, draw: Callable[[Context], None]) -> None:
    """Draw a page for the PBX of this run."""
    of_pbx = pbx_choice.of_this_run(context)
    if draw is set_up:
        how_to_connect = words.SET_UP_HERE
    else:
        how_to_connect = words.SET_UP if can_set_up(context) else words.README
    notices.banner(of_pbx, how_to_connect)
    if not may_open(of_pbx, section, draw):
        denials.record(of_pbx, f"page {PAGES[section][draw]}")
        notices.failure(NotForThisRole())
        return
    if section == FOR_ADMINS:
        notices.access_problem(current_viewers().access_problem)
    draw(of_pbx)


def navigation(context: Context) -> dict[str, list[st.Page]]:
    """The pages by section: those that the viewer may use, at one PBX at least.

    Any other address is one that does not exist, for Streamlit and so for the viewer.
    """
    each = [context.at(system.id) for system in context.systems]
    return {
        section: [
            # functions, since Streamlit would look for each file at every run
            st.Page(
                partial(show, context, section, draw),
                title=title,
                url_path=draw.__name__,
                default=draw is overview,
            )
            for draw, title in pages.items()
            if any(may_open(one, section, draw) for one in each)
            and (context.viewer.name or draw not in FOR_PEOPLE)
            and (draw is not set_up or can_set_up(context))
        ]
        for section, pages in PAGES.items()
    }


def run() -> None:
    """One run of a page."""
    begin_page_run()
    st.set_page_config(
        page_title=help_dialog.APP_NAME,
        # an emoji: the browser would load a named icon from another server
        page_icon="📞",
        layout="wide",
        menu_items={"About": help_dialog.text()},
    )
    # Streamlit does not name an address of this machine.
    context = context_of(st.context.headers, st.context.ip_address or "127.0.0.1")
    viewers = current_viewers()
    if context is None:
        account.sign_in_page(
            viewers.not_signed_in,
            button=viewers.by_button,
            failed=FAILED_COOKIE in st.context.cookies,
        )
        st.stop()
    session_owner.claim(context)
    if context.viewer.name:
        account.corner(context.viewer.name, button=viewers.by_button)
    if not any(one.viewer.has_rights for one in context.each_pbx):
        denials.record(context, "every page: no rights")
        notices.no_rights(context.viewer.name)
        st.stop()
    page = st.navigation(navigation(context), position="top")
    printing.on_page(page.url_path)
    with (
        counted(page.url_path or ROOT_PAGE),
        url_state.visiting(page.url_path),
        waiting.one_view(context, page.url_path),
        preview.noted(),
    ):
        page.run()
