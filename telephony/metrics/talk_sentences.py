"""How talk time changed, in one sentence or two."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import Final

from telephony.formatting.lists import MOST_NAMED, extension_words
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import (
    as_percent,
    count,
    count_of,
    parts_of,
    plural,
    signed,
    talk_change_words,
    talk_words,
)
from telephony.metrics.changes import Changes, Status
from telephony.metrics.sentence_pieces import (
    EVERYBODY,
    TIMES_FROM,
    Piece,
    Sentence,
    listed,
    than,
)
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

_APART: Final = {Status.NEW: "without calls before", Status.GONE: "without calls now"}


def talk_sentences(
    changes: Changes, compared: Comparison, style: LocaleStyle
) -> Iterator[Sentence]:
    """One sentence with the parts, or two where some extensions are in one of the two only."""
    before, now = changes.talk.before_us, changes.talk.now_us
    if not before and not now:
        return
    both = compared.direction is Direction.BOTH
    label = "Talk time" if both else f"{compared.direction.value.capitalize()} talk time"
    other = compared.before if compared.of_groups else "before"
    earlier = Piece(talk_words(before, style) if before else "none", EVERYBODY)
    begin = Piece(f"{label} was "), Piece(talk_words(now, style) if now else "0", EVERYBODY)
    if not before or not now:
        yield *begin, Piece(f", unlike {other} ("), earlier, Piece(").")
        return
    size: Sentence = (Piece(", the same as"),)
    if before != now:
        words = ("more", "less", "much")
        size = than(before, now, words, lambda us: talk_words(us, style), style)
    alike = changes.talk.like_for_like
    if before == now and not (alike.more_calls_us or alike.longer_calls_us or changes.talk.new_us):
        yield *begin, *size, Piece(f" {other} ("), earlier, Piece(").")
        return
    parts = _talk_parts(changes, style)
    apart = [piece for piece in parts if piece.rows != Status.STAYED]
    stayed = [piece for piece in parts if piece.rows == Status.STAYED]
    whole, *split = stayed
    anybody_stayed = any(row.status is Status.STAYED and not row.idle for row in changes.rows)
    shown = ([whole] * anybody_stayed + apart) if apart else split
    yield *begin, *size, Piece(f" {other} ("), earlier, Piece("): "), *listed(shown)
    if apart and (alike.more_calls_us or alike.longer_calls_us):
        yield Piece("Like for like: "), *listed(split)


def largest_changes(changes: Changes, style: LocaleStyle) -> Sentence:
    """Whose talk time changed most; empty where one extension is all there is, or for two groups.

    Each group has its own people there, so that all of them would be named.
    """
    if changes.of_groups or len(changes.rows) < 2:  # noqa: PLR2004  one has no others
        return ()
    changed = [
        (row, split.change_us) for row in changes.rows if (split := row.split) and split.change_us
    ]
    if not changed:
        return ()
    named = [
        Piece(
            f"{extension_words(row.display_name, row.extension)} {talk_change_words(us, style)}",
            row.status,
        )
        for row, us in changed[:MOST_NAMED]
    ]
    noun = plural(len(named), "change")
    return Piece(f"Largest {noun} of talk time: "), *listed(named)


def _talk_parts(changes: Changes, style: LocaleStyle) -> list[Piece]:
    """The parts in percent of before, which add up: like for like, its two, and the others.

    As times where there is many times as much now.
    """
    talk = changes.talk
    alike = talk.like_for_like
    parts = (alike.more_calls_us, alike.longer_calls_us, talk.new_us, talk.gone_us)
    many_times = talk.now_us > TIMES_FROM * talk.before_us
    shown = list(parts)
    if not many_times:
        exact = [Fraction(100 * part, talk.before_us) for part in parts]
        shown = parts_of(floor(sum(exact) + Fraction(1, 2)), exact)
    more, longer, new, gone = shown

    def share(part: int) -> str:
        if many_times:
            return talk_change_words(part, style)
        return as_percent(signed(part, lambda size: count(size, style)), style)

    found = [
        Piece(f"{share(more + longer)} like for like", Status.STAYED),
        Piece(f"{share(more)} from {more_word(alike.more_calls_us)} calls", Status.STAYED),
        Piece(f"{share(longer)} from {longer_word(alike.longer_calls_us)} calls", Status.STAYED),
    ]
    for status, part in ((Status.NEW, new), (Status.GONE, gone)):
        people = changes.count(status)
        if people and not changes.of_groups:
            who = f"{count_of(people, 'extension', style)} {_APART[status]}"
            found.append(Piece(f"{share(part)} at {who}", status))
    return found


def more_word(change: int) -> str:
    """``more`` calls or ``fewer``."""
    return "fewer" if change < 0 else "more"


def longer_word(change: int) -> str:
    """``longer`` calls or ``shorter``."""
    return "shorter" if change < 0 else "longer"
