"""The script around every page: page settings, the banner, the navigation.

It is not beside ``pages/``: Streamlit would then treat that folder as its older kind of pages, and
the first link opened after a start would run a page without this script.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from components.shared import help_dialog, notices, pbx_choice, styles, url_state, waiting
from pages.changes import changes
from pages.connection import connection
from pages.explorer import explorer
from pages.extension import extension
from pages.groups import groups
from pages.hours import hours
from pages.overview import overview
from pages.rates import rates
from pages.status import status
from pages.trends import trends
from pages.workload import workload
from server.current_context import context_of, current_viewers
from server.gauges.page_runs import counted
from server.request_ids import begin_page_run
from telephony.context import Context

begin_page_run()
st.set_page_config(
    page_title=help_dialog.APP_NAME,
    # an emoji: the browser would load a named icon from another server
    page_icon="📞",
    layout="wide",
    menu_items={"About": help_dialog.text()},
)
styles.apply()

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
    "Admin": {
        connection: "Connection",
        status: "Status",
    },
}


def show(context: Context, draw: Callable[[Context], None]) -> None:
    """Draw a page for the PBX of this run."""
    of_pbx = pbx_choice.of_this_run(context)
    notices.banner(of_pbx)
    draw(of_pbx)


context = context_of(st.context.headers)
if context is None:
    notices.not_signed_in(current_viewers().not_signed_in)
    st.stop()
# Functions, since Streamlit would look for each file at every run.
page = st.navigation(
    {
        section: [
            st.Page(
                partial(show, context, draw),
                title=title,
                url_path=draw.__name__,
                default=draw is overview,
            )
            for draw, title in pages.items()
        ]
        for section, pages in PAGES.items()
    },
    position="top",
)
with (
    counted(page.url_path),
    url_state.visiting(page.url_path),
    waiting.one_view(context, page.url_path),
):
    page.run()
