"""What is refused before parsing: too long, too deep, unbalanced, half characters."""

from __future__ import annotations

import re
from typing import Final

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count
from telephony.odata.errors import QueryTextError

MAX_LENGTH: Final = 4_000
"""Percent-encoded it fits the 8 kB that proxies allow an address [characters]."""
MAX_BRACKETS: Final = 50
"""Far more than anyone writes, and far below Python's recursion limit."""
MAX_DEPTH: Final = 100
"""Nested expressions; at three frames each that is far below Python's limit of 1,000."""
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def check_length(text: str) -> None:
    """Refuse a text that is too long for an address."""
    if len(text) > MAX_LENGTH:
        message = LocaleText(_too_long, len(text))
        raise QueryTextError(message, MAX_LENGTH, len(text))


def check_characters(text: str) -> None:
    """Refuse lone surrogates, which no address and no text column can hold."""
    half = _LONE_SURROGATE.search(text)
    if half:
        raise QueryTextError("This is half of a character.", half.start(), half.end())


def check_brackets(text: str, quoted: str, advice: str) -> None:
    """Refuse unclosed quotes and brackets, and brackets nested too deeply.

    ``quoted``: the pattern of a quotation, in which brackets do not count; it begins with the quote
    itself. ``advice``: a sentence about how to write a quote inside a quotation.
    """
    opened: list[int] = []
    quote = quoted[0]
    for part in re.finditer(f"{quoted}|[(){quote}]", text, re.DOTALL):
        if part[0] == quote:
            raise QueryTextError(f"This quote is not closed.{advice}", part.start(), len(text))
        if part[0] == "(":
            opened.append(part.start())
            if len(opened) > MAX_BRACKETS:
                message = f"Brackets are nested more than {MAX_BRACKETS} deep."
                raise QueryTextError(message, part.start(), part.end())
        elif part[0] == ")":
            if not opened:
                raise QueryTextError("This bracket was never opened.", part.start(), part.end())
            opened.pop()
    if opened:
        raise QueryTextError("This bracket is not closed.", opened[-1], opened[-1] + 1)


def _too_long(length: int, style: LocaleStyle) -> str:
    limit = count(MAX_LENGTH, style)
    return f"This text has {count(length, style)} characters; the limit is {limit}."
