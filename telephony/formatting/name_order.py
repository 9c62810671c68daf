"""The order in which people expect names and numbers, which is not that of character codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from telephony.formatting.text import fold

Natural = tuple[tuple[int, int, str], ...]

_DIGITS: Final = re.compile(r"([0-9]+)")
# Every extension and name of the largest PBX.
_NAMES: Final = 32_768


@lru_cache(maxsize=_NAMES)
def natural_key(text: str) -> Natural:
    """A sort key in which numbers inside the text, of any length, are compared as numbers."""
    return tuple(
        (0, len(bare := part.lstrip("0")), bare) if part[0] in "0123456789" else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )


@lru_cache(maxsize=_NAMES)
def name_key(text: str) -> tuple[Natural, Natural]:
    """A sort key for names: Ärger before Bob, Zoe beside Zoë, Team 2 before Team 10.

    A letter with an accent sorts like the one without, as in English, French and German; of two
    names that differ by accents alone, the one without comes first. Case is ignored.
    """
    return natural_key(fold(text)), natural_key(text.casefold())
