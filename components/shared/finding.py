"""The answer of a page to its question, in a sentence above everything else."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.shared.literal_text import unbroken


def show(sentence: str, *more: str) -> None:
    """The sentence in large letters, further ones below it; empty ones are left out."""
    if not sentence:
        st.empty()  # what follows keeps its place
        return
    lines = "".join(f'<p class="text">{escape(unbroken(line))}</p>' for line in more if line)
    st.html(f'<p class="text finding">{escape(unbroken(sentence))}</p>{lines}')
