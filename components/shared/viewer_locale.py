"""How the viewer's browser writes numbers, dates and lists."""

from __future__ import annotations

import streamlit as st

from telephony.formatting.locale_style import LocaleStyle, style_of
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count, count_of


def viewer_style() -> LocaleStyle:
    """The style of the language that the viewer's browser names first."""
    return style_of(st.context.locale)


def viewer_count(number: int) -> str:
    """``12,345`` as the viewer reads it."""
    return count(number, viewer_style())


def viewer_count_of(number: int, one: str, many: str = "") -> str:
    """``1 call``, ``12,345 calls`` as the viewer reads it; see ``count_of``."""
    return count_of(number, one, viewer_style(), many=many)


def viewer_text(text: str) -> str:
    """A text that was made for any reader as the viewer reads it; see ``LocaleText``."""
    return text.in_style(viewer_style()) if isinstance(text, LocaleText) else text
