"""What changed, in sentences: made of the values by rules, without a claim about causes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

from telephony.formatting.numbers import (
    Separators,
    count,
    count_of,
    decimal,
    parts_of,
    percent,
    plural,
    round_half_up,
    signed,
    talk_change_words,
    talk_words,
)
from telephony.metrics.certainty import FEWEST, Certainty, of_counts, of_rates
from telephony.metrics.changes import Changes, RateChange, Status
from telephony.metrics.rate_split import Taken
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

EVERYBODY: Final = "all"
"""``rows`` of a number that all extensions are part of; of others it is their status."""
_SURE: Final = {
    Certainty.CLEAR: " That is more than chance alone gives.",
    Certainty.CHANCE: " Chance alone can give as much.",
    Certainty.FEW: " There are too few calls to tell it from chance.",
    Certainty.EQUAL: "",
}
RECOUNTED: Final = "3CX Update 6 lies between: unanswered calls were counted differently before."
_APART: Final = {Status.NEW: "without calls before", Status.GONE: "without calls now"}
_TENTHS: Final = 10
_TIMES_FROM: Final = 5
"""“900 % more” is harder to read than “10 times as many”."""
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; ``rows``: whose rows its number is made of, empty for mere words."""

    text: str
    rows: str = ""


Sentence = tuple[Piece, ...]


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(piece.text for piece in sentence)


def sentences_of(changes: Changes, compared: Comparison, style: Separators) -> tuple[Sentence, ...]:
    """On calls, talk time, its parts and the pick-up rate, as far as there are any, and on limits.

    Where rows are missing there is one sentence that says so: nothing is compared.
    """
    if compared.why_not:
        return ((Piece(f"No comparison: {compared.why_not}"),),)
    left_out = left_out_words(changes, style)
    made = (
        _calls(changes, compared, style),
        *_talk(changes, compared, style),
        _rate(changes.rate, compared, style),
        _lengths(compared, style),
        (Piece(left_out),) if left_out else (),
    )
    return tuple(sentence for sentence in made if sentence)


def _calls(changes: Changes, compared: Comparison, style: Separators) -> Sentence:
    before, now = changes.calls.before, changes.calls.now
    noun = "call" if compared.direction is Direction.BOTH else f"{compared.direction.value} call"
    begin = Piece(f"{compared.dates}: {compared.subject} had ")
    counted = Piece(count_of(now, noun, style) if now else f"no {noun}s", EVERYBODY)
    if before == now:
        alike = ", as many as" if now else ", like"
        return begin, counted, Piece(f"{alike} {compared.before}.")
    earlier = Piece(count(before, style) if before else "none", EVERYBODY)
    if not before or not now:
        return begin, counted, Piece(f", unlike {compared.before} ("), earlier, Piece(").")
    words = ("more", "fewer", "many")
    than = _than(before, now, words, lambda change: count(change, style), style)
    sure = _SURE[of_counts(before, now, compared.before_seconds, compared.now_seconds)]
    if compared.recounted:
        sure = f" {RECOUNTED}"
    return begin, counted, *than, Piece(f" {compared.before} ("), earlier, Piece(f").{sure}")


def _than(
    before: int,
    now: int,
    words: tuple[str, str, str],
    write: Callable[[int], str],
    style: Separators,
) -> Sentence:
    """``, 6 % fewer than``, ``, 12 times as many as``.

    Of a small part, and where there were few before, the change itself. ``words``: for more, for
    fewer, for so many times.
    """
    change = abs(now - before)
    share = int(round_half_up(Fraction(100 * change, before)))
    if before >= FEWEST and now > _TIMES_FROM * before:
        times = count(int(round_half_up(Fraction(now, before))), style)
        return Piece(", "), Piece(f"{times} times as {words[2]}", EVERYBODY), Piece(" as")
    size = f"{count(share, style)} %" if share and before >= FEWEST else write(change)
    return Piece(", "), Piece(f"{size} {words[now < before]}", EVERYBODY), Piece(" than")


def _talk(changes: Changes, compared: Comparison, style: Separators) -> Iterator[Sentence]:
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
        size = _than(before, now, words, lambda us: talk_words(us, style), style)
    parts = _talk_parts(changes, style)
    apart = [piece for piece in parts if piece.rows != Status.STAYED]
    alike = [piece for piece in parts if piece.rows == Status.STAYED]
    whole, *split = alike
    shown = [whole, *apart] if apart else split
    yield *begin, *size, Piece(f" {other} ("), earlier, Piece("): "), *_listed(shown)
    if apart:
        yield Piece("Like for like: "), *_listed(split)


def _talk_parts(changes: Changes, style: Separators) -> list[Piece]:
    """The parts in percent of before, which add up: like for like, its two, and the others.

    As times where there is many times as much now.
    """
    talk = changes.talk
    alike = talk.like_for_like
    parts = (alike.more_calls_us, alike.longer_calls_us, talk.new_us, talk.gone_us)
    many_times = talk.now_us > _TIMES_FROM * talk.before_us
    shown = list(parts)
    if not many_times:
        exact = [Fraction(100 * part, talk.before_us) for part in parts]
        shown = parts_of(floor(sum(exact) + Fraction(1, 2)), exact)
    more, longer, new, gone = shown

    def share(part: int) -> str:
        if many_times:
            return talk_change_words(part, style)
        return f"{signed(part, lambda size: count(size, style))} %"

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


def _rate(rate: RateChange, compared: Comparison, style: Separators) -> Sentence:
    before, now = rate.before, rate.now
    if compared.direction is Direction.OUTBOUND or not (before.calls or now.calls):
        return ()
    other = compared.before if compared.of_groups else "before"
    earlier = Piece(_answered(before, style), EVERYBODY)
    begin = Piece("Pick-up rate: "), Piece(_answered(now, style), EVERYBODY)
    if rate.split is None or now.rate is None or before.rate is None:
        return *begin, Piece(f", unlike {other} ("), earlier, Piece(").")
    if compared.recounted:
        return *begin, Piece(f"; {other} "), earlier, Piece(f". {RECOUNTED}")
    sure = _SURE[of_rates(before, now)]
    size: Sentence = (Piece(", the same as"),)
    change = Fraction(now.answered, now.calls) - Fraction(before.answered, before.calls)
    if tenths := round_half_up(abs(change) * 100, 1):
        words = f"{decimal(tenths, 1, style)} points {'more' if change > 0 else 'less'}"
        size = (Piece(", "), Piece(words, EVERYBODY), Piece(" than"))
    elif change:
        size = (Piece(", almost the same as"),)
    end = Piece(f" {other} ("), earlier, Piece(")")
    if compared.of_groups:
        return *begin, *size, *end, Piece(f".{sure}")
    exact = [Fraction(part) * 100 * _TENTHS for part in (rate.split.mix, rate.split.people)]
    rounded = parts_of(floor(change * 100 * _TENTHS + Fraction(1, 2)), exact)
    mix, people = (_points(Fraction(part, _TENTHS), style) for part in rounded)
    parts = [
        Piece(f"{mix} from who took the calls", EVERYBODY),
        Piece(f"{people} from how each did", EVERYBODY),
    ]
    return *begin, *size, *end, Piece(": "), *_listed(parts), Piece(sure)


def _answered(taken: Taken, style: Separators) -> str:
    if taken.rate is None:
        return "no inbound calls"
    share = percent(Fraction(taken.answered, taken.calls), style)
    return f"{share} of {count_of(taken.calls, 'inbound call', style)}"


def _points(value: Fraction, style: Separators) -> str:
    return f"{signed(value, lambda size: decimal(size, 1, style))} points"


def _lengths(compared: Comparison, style: Separators) -> Sentence:
    if compared.same_length:
        return ()
    days = (
        decimal(Fraction(seconds) / _DAY_SECONDS, 1, style)
        for seconds in (compared.now_seconds, compared.before_seconds)
    )
    return (Piece(f"The two are not equally long: {' and '.join(days)} days."),)


def left_out_words(changes: Changes, style: Separators) -> str:
    """How many extensions are left out of sums; empty where none is."""
    people = sum(row.unreadable for row in changes.rows)
    if not people:
        return ""
    has, its = plural(people, "has", "have"), plural(people, "It is", "They are")
    return (
        f"{count_of(people, 'extension', style)} {has} unreadable values. {its} left out of the "
        "sums that need them, on both sides."
    )


def _listed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Separated by commas, with a full stop."""
    for place, piece in enumerate(pieces):
        if place:
            yield Piece(", ")
        yield piece
    yield Piece(".")
