"""Texts that no spreadsheet takes for a formula, when it reads them from a file of plain text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import Final

from telephony.formatting.text import is_unseen

_FORMULA_STARTS: Final = frozenset("=+-@\u2212")  # the minus sign becomes a hyphen in some locales
# Where the list separator is a semicolon, a sheet parts our lines there, and at tabs and breaks.
_CELL_STARTS: Final = re.compile("([;\t\r\n])")


def safe(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would begin to read a formula.

    That is at its start and after anything that may part cells; full-width and other variants
    of = + - @ count, and so do ones behind spaces or invisible characters.
    """
    if text[:1].isalnum() and not is_unseen(text[0]) and not _CELL_STARTS.search(text):
        return text
    parts = _CELL_STARTS.split(text)
    guarded = "".join(f"'{part}" if _is_formula(part) else part for part in parts)
    unseen = itertools.takewhile(is_unseen, text)
    return f"'{guarded}" if any(character in "\t\r\n" for character in unseen) else guarded


def _is_formula(part: str) -> bool:
    first = next(itertools.dropwhile(is_unseen, part), " ")
    return unicodedata.normalize("NFKC", first)[0] in _FORMULA_STARTS
