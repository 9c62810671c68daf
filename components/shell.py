"""What surrounds every page: page settings, the banner, the navigation."""

from pathlib import Path

import streamlit as st

from components import notices, url_state

ROOT = Path(__file__).resolve().parent.parent

st.set_page_config(
    page_title="3CX telephone statistics",
    # an emoji: an icon by name would make the browser fetch it from elsewhere
    page_icon="📞",
    layout="wide",
)
st.html(ROOT / "components" / "look.css")

page = st.navigation(
    [
        st.Page(ROOT / "pages" / "overview.py", title="Overview", default=True),
        st.Page(ROOT / "pages" / "trends.py", title="Trends"),
        st.Page(ROOT / "pages" / "hours.py", title="Time of day"),
        st.Page(ROOT / "pages" / "explorer.py", title="Explorer"),
        st.Page(ROOT / "pages" / "connection.py", title="Connection"),
    ],
    position="top",
)
notices.banner()
with url_state.visiting(page.url_path):
    page.run()
