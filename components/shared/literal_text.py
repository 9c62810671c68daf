"""Text that shows exactly its characters, whatever they are: in markdown, and as lines of text."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Literal

import streamlit as st

WORD_JOINER = "\u2060"
"""Invisible; behind a colon or an at sign it keeps directives and addresses plain text."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^&=:@])")
_STARTS_A_LINK = re.compile(r"([:@]|www)")


@lru_cache(maxsize=1_000)  # what a page says again and again
def literal(text: str) -> str:
    """``text`` as markdown that shows exactly its characters: no link, image, icon or formula."""
    joined = _STARTS_A_LINK.sub(rf"\1{WORD_JOINER}", text.replace("\n", " "))
    return _MARKUP.sub(r"\\\1", joined)


def plain_text(words: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """A line of plain text that is replaced as a whole when its words change.

    ``st.text`` writes new words into the text node that it drew before. Where a browser's
    translator has wrapped that node, the old words stay above the new numbers.
    """
    st.html(as_html(words), width=width)


def as_html(words: str, *, small: bool = False) -> str:
    """The same for a place that takes HTML; ``small``: as quiet as a caption."""
    return f'<div class="text{" small" if small else ""}">{html.escape(words)}</div>'
