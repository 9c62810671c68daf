"""Texts that no spreadsheet takes for a formula, when it reads them from a file of plain text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import Final

_FORMULA_STARTS: Final = frozenset("=+-@\u2212")  # the minus sign becomes a hyphen in some locales
# Where the list separator is a semicolon, a sheet parts our lines there, and at tabs and breaks.
_CELL_STARTS: Final = re.compile("([;\t\r\n])")
# They look like nothing but are no spaces to Unicode: fillers of Hangul, a blank of Braille.
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})


def safe(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would begin to read a formula.

    That is at its start and after anything that may part cells; full-width and other variants
    of = + - @ count, and so do ones behind spaces or invisible characters.
    """
    if text[:1].isalnum() and text[0] not in _BLANKS and not _CELL_STARTS.search(text):
        return text
    parts = _CELL_STARTS.split(text)
    guarded = "".join(f"'{part}" if _is_formula(part) else part for part in parts)
    unseen = itertools.takewhile(_is_unseen, text)
    return f"'{guarded}" if any(character in "\t\r\n" for character in unseen) else guarded


def _is_formula(part: str) -> bool:
    first = next(itertools.dropwhile(_is_unseen, part), " ")
    return unicodedata.normalize("NFKC", first)[0] in _FORMULA_STARTS


def _is_unseen(character: str) -> bool:
    return character in _BLANKS or unicodedata.category(character) in _UNSEEN
