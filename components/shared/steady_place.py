"""A place for what comes and goes on a page."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def steady_place() -> DeltaGenerator:
    """A place for notices and the like, of which there may be none; it takes no room then.

    Streamlit's browser side knows what stands in a page by counting: what follows keeps its own
    number then, and is changed. Else it would be built anew, charts and tables too, and the browser
    keeps some of the old ones.
    """
    return st.container()
