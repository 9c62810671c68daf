"""The script behind every page: page settings, the banner, the navigation.

It does not lie beside `pages/`: Streamlit would take that folder for its older kind of pages, and
the first link opened after a start would run a page without what surrounds it.
"""

import streamlit as st

from components.shared import notices, styles, url_state, waiting
from pages.connection import connection
from pages.explorer import explorer
from pages.hours import hours
from pages.overview import overview
from pages.trends import trends

st.set_page_config(
    page_title="3CX telephone statistics",
    # an emoji: an icon by name would make the browser fetch it from elsewhere
    page_icon="📞",
    layout="wide",
)
styles.apply()

# Functions, not files: Streamlit would look for each file at every run.
page = st.navigation(
    [
        st.Page(overview, title="Overview", default=True),
        st.Page(trends, title="Trends"),
        st.Page(hours, title="Time of day"),
        st.Page(explorer, title="Explorer"),
        st.Page(connection, title="Connection"),
    ],
    position="top",
)
notices.banner()
with url_state.visiting(page.url_path), waiting.one_view(page.url_path):
    page.run()
