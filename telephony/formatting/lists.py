"""Several things in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telephony.formatting.numbers import ENGLISH, Separators, count
from telephony.formatting.text import clean, for_display

MOST_NAMED: Final = 3
"""More names than these make a list of a sentence."""


def extension_words(name: str, number: str) -> str:
    """``Ben Carter (101)``, or the number alone where there is no name. Nothing is escaped."""
    number = clean(number)
    called = for_display(clean(name))
    return f"{called} ({number})" if called else number


def listed(words: Sequence[str], style: Separators = ENGLISH, *, most: int = MOST_NAMED) -> str:
    """``A``, ``A and B``, ``A, B and C``; beyond ``most`` of them ``A, B, C and 2 more``."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {count(len(words) - most, style)} more"
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
