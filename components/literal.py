"""Text from the PBX, made literal for the places where Streamlit reads markdown."""

from __future__ import annotations

import re
from functools import lru_cache

WORD_JOINER = "\u2060"
"""Invisible; behind a colon or an at sign it keeps directives and addresses plain text."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^&=:@])")
_STARTS_A_LINK = re.compile(r"([:@]|www)")


@lru_cache(maxsize=1_000)  # what a page says again and again
def literal(text: str) -> str:
    """``text`` as markdown that shows exactly its characters: no link, image, icon or formula."""
    joined = _STARTS_A_LINK.sub(rf"\1{WORD_JOINER}", text.replace("\n", " "))
    return _MARKUP.sub(r"\\\1", joined)
