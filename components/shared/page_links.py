"""Links from one page to another that keep the view."""

from __future__ import annotations

import html

import streamlit as st

from telephony.query.links import page_address
from telephony.query.view import View


def show(words: str, page: str, view: View) -> None:
    """A link on a line of its own, in this window."""
    st.html(f'<div class="text">{as_html(words, page, view)}</div>', width="content")


def as_html(words: str, page: str, view: View) -> str:
    """The link for ``st.html``; ``words`` may come from the PBX."""
    address = html.escape(page_address(page, view), quote=True)
    return f'<a href="{address}" target="_self">{html.escape(words)}</a>'
