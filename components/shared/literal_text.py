"""Text that shows exactly its characters, whatever they are: in markdown, and as lines of text."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Literal

import streamlit as st

from components.shared.viewer_locale import viewer_text

WORD_JOINER = "\u2060"
"""Invisible; after a colon or an at sign it stops directives and addresses from being links."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^&=:@])")
_KEPT_TOGETHER = re.compile(
    r"(?<=\d) (?=(?:h|min|s|points?)\b)|(?<=\d h) (?=\d)|(?<=\d min) (?=\d)| (?=·)"
)
_STARTS_A_LINK = re.compile(r"([:@]|www)")


def literal(text: str) -> str:
    """``text`` as markdown that shows exactly its characters: no link, image, icon or formula.

    Its numbers and dates are as the viewer reads them, here and in the other functions.
    """
    return _escaped(viewer_text(text))


@lru_cache(maxsize=1_000)  # the same texts in every run
def _escaped(text: str) -> str:
    joined = _STARTS_A_LINK.sub(rf"\1{WORD_JOINER}", text.replace("\n", " "))
    return _MARKUP.sub(r"\\\1", joined)


def unbroken(text: str) -> str:
    """The same where no line ends between a number and its unit, or begins with a dot.

    ``182 h 20 min``, ``2.9 points``; and `` · `` stays behind what it follows.
    """
    return _KEPT_TOGETHER.sub("\u00a0", text)


def plain_text(text: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw a line of plain text, which is replaced entirely when it changes.

    ``st.text`` writes a new text into the existing text node. Where a browser's translator has
    wrapped that node, the old text stays above the new numbers.
    """
    st.html(as_html(text), width=width)


def as_html(text: str, *, small: bool = False) -> str:
    """The same line as HTML; ``small``: as unobtrusive as a caption."""
    return f'<div class="text{" small" if small else ""}">{html.escape(viewer_text(text))}</div>'
