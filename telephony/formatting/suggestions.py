"""“Did you mean …?” for a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

# "sorted" is just so like "sort"; "format", which other programs append, is less like "from".
# "KEY" is found like "API_KEY"; a database's address is not yet like a data folder.
LIKENESS: Final = 0.8
# "Unanswered" is just so like "InboundUnansweredCount"; less would guess wildly.
LOOSE: Final = 0.6
# Comparing takes time, and no known word is longer.
_LONGEST: Final = 80


def similar(
    word: str, known: Iterable[str], *, likeness: float = LIKENESS, most: int = 1
) -> tuple[str, ...]:
    """The ``known`` words most like ``word``, in any case, best first; maybe none.

    ``likeness`` is that of ``difflib``, from 0 to 1.
    """
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word[:_LONGEST].casefold(), folded, most, likeness)
    return tuple(folded[name] for name in close)


def nearest(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str:
    """The one of the ``known`` words that is meant, as ``similar`` finds it; empty for none."""
    return next(iter(similar(word, known, likeness=likeness)), "")


def did_you_mean(*suggestions: str) -> str:
    """``Did you mean 800 or 801?``"""
    return f"Did you mean {' or '.join(suggestions)}?"
