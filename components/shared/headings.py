"""The headings of a page's sections: its title is the frame's."""

from __future__ import annotations

from html import escape
from typing import Literal

import streamlit as st


def section(title: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """A heading of the second level, as high as a line of text needs; texts may be the PBX's."""
    st.html(f'<h2 class="section">{escape(title)}</h2>', width=width)
