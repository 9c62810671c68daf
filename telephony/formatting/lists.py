"""Several things in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count
from telephony.formatting.text import clean, for_display

MOST_NAMED: Final = 3
"""More names than these make a list of a sentence."""


def extension_words(name: str, number: str) -> str:
    """``Ben Carter (101)``, or the number alone where there is no name. Nothing is escaped."""
    number = clean(number)
    called = for_display(clean(name))
    return f"{called} ({number})" if called else number


def listed(words: Sequence[str], style: LocaleStyle = ENGLISH, *, most: int = MOST_NAMED) -> str:
    """``A``, ``A and B``, ``A, B and C``; beyond ``most`` of them ``A, B, C and 2 more``.

    In the United States ``A, B, and C``: the "and" is English, so it follows English as it is
    written in the reader's region.
    """
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{count(len(words) - most, style)} more")
    *first, last = shown
    if not first:
        return last
    comma = "," if style.final_comma and len(first) > 1 else ""
    return f"{', '.join(first)}{comma} and {last}"
