"""Sentences whose numbers know the rows that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import as_percent, count, round_half_up
from telephony.metrics.certainty import FEWEST

EVERYBODY: Final = "all"
"""``rows`` of a number that all extensions are part of; of others it is their status."""
TIMES_FROM: Final = 5
"""“900 % more” is harder to read than “10 times as many”."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; ``rows``: whose rows its number is made of, empty for mere words."""

    text: str
    rows: str = ""


Sentence = tuple[Piece, ...]


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(piece.text for piece in sentence)


def than(
    before: int,
    now: int,
    words: tuple[str, str, str],
    write: Callable[[int], str],
    style: LocaleStyle,
) -> Sentence:
    """``, 6 % fewer than``, ``, 12 times as many as``.

    Of a small part, and where there were few before, the change itself. ``words``: for more, for
    fewer, for so many times.
    """
    change = abs(now - before)
    share = int(round_half_up(Fraction(100 * change, before)))
    if before >= FEWEST and now > TIMES_FROM * before:
        times = count(int(round_half_up(Fraction(now, before))), style)
        return Piece(", "), Piece(f"{times} times as {words[2]}", EVERYBODY), Piece(" as")
    size = as_percent(count(share, style), style) if share and before >= FEWEST else write(change)
    return Piece(", "), Piece(f"{size} {words[now < before]}", EVERYBODY), Piece(" than")


def listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Separated by commas, with a full stop."""
    for place, piece in enumerate(pieces):
        if place:
            yield Piece(", ")
        yield piece
    yield Piece(".")
