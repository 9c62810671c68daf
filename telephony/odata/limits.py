"""What is refused before a parser sees it: too long, too deep, unbalanced, unreadable."""

from __future__ import annotations

import re
from typing import Final

from telephony.odata.errors import QueryTextError

MAX_LENGTH: Final = 4_000
"""Percent-encoded that is the 8 kB that proxies allow a whole address [characters]."""
MAX_BRACKETS: Final = 50
"""Nobody reads more brackets inside each other; a stack of calls holds many more."""
MAX_DEPTH: Final = 100
"""Expressions inside each other; three Python calls each stay far below the limit of a thousand."""
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


def check_length(text: str) -> None:
    """Refuse a text that no address could carry."""
    if len(text) > MAX_LENGTH:
        message = f"This is {len(text):,} characters long; at most {MAX_LENGTH:,} are read."
        raise QueryTextError(message, MAX_LENGTH, len(text))


def check_letters(text: str) -> None:
    """Refuse half characters, which no address and no column of text can hold."""
    half = _HALF_CHARACTER.search(text)
    if half:
        raise QueryTextError("Here is half of a character.", half.start(), half.end())


def check_brackets(text: str, quoted: str, advice: str) -> None:
    """Refuse quotes and brackets that are not closed, and brackets nested too deeply.

    ``quoted`` is the pattern of a whole quotation, in which brackets are letters; it begins with
    the quote.
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
