"""What changed, in sentences: made of the values by rules, without a claim about causes."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import (
    count,
    count_of,
    decimal,
    parts_of,
    percent,
    plural,
    round_half_up,
    signed,
)
from telephony.formatting.text import for_display
from telephony.metrics.certainty import Certainty, of_counts, of_rates
from telephony.metrics.changes import Changes, RateChange
from telephony.metrics.rate_split import Taken
from telephony.metrics.sentence_pieces import EVERYBODY, Piece, Sentence, listed, than
from telephony.metrics.talk_sentences import largest_changes, talk_sentences
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

_SURE: Final = {
    Certainty.CLEAR: " That is more than chance alone gives.",
    Certainty.CHANCE: " Chance alone can give as much.",
    Certainty.FEW: " There are too few calls to tell it from chance.",
    Certainty.EQUAL: "",
}
_FEW_ALONE: Final = (
    " Apart from the calls that both have, there are too few to tell it from chance."
)
RECOUNTED: Final = "3CX Update 6 lies between: unanswered calls were counted differently before."
_SAME_IN_EACH: Final = ", as an extension has the same calls in every group."
_OF_EXTENSION: Final = "Calls count for the extension, not for the person."
_MOST_NAMED: Final = 5
_TENTHS: Final = 10
_DAY_SECONDS: Final = 86_400


def sentences_of(
    changes: Changes, compared: Comparison, style: LocaleStyle
) -> tuple[Sentence, ...]:
    """On calls, talk time, its parts and the pick-up rate, as far as there are any, and on limits.

    Where rows are missing there is one sentence that says so: nothing is compared. One on a sum
    that leaves out somebody says that, too: not every reader comes to the last one.
    """
    if compared.why_not:
        return ((Piece(f"No comparison: {compared.why_not}"),),)
    left_out = left_out_words(changes, style)
    of_talk = (*talk_sentences(changes, compared, style), largest_changes(changes, style))
    made = (
        _marked(_calls(changes, compared, style), changes.calls.left_out),
        *(_marked(sentence, changes.talk.left_out) for sentence in of_talk),
        _marked(_rate(changes.rate, compared, style), changes.rate.left_out),
        _lengths(compared, style),
        _renamed(changes),
        (Piece(left_out),) if left_out else (),
    )
    return tuple(sentence for sentence in made if sentence)


def _how_sure(certainty: Certainty, shared: int) -> str:
    return _FEW_ALONE if shared and certainty is Certainty.FEW else _SURE[certainty]


def _marked(sentence: Sentence, left_out: int) -> Sentence:
    return (Piece("Incomplete: "), *sentence) if sentence and left_out else sentence


def _calls(changes: Changes, compared: Comparison, style: LocaleStyle) -> Sentence:
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
    size = than(before, now, words, lambda change: count(change, style), style)
    shared = changes.calls.shared
    alone = before - shared, now - shared
    sure = _how_sure(of_counts(*alone, compared.before_seconds, compared.now_seconds), shared)
    if compared.recounted:
        sure = f" {RECOUNTED}"
    return begin, counted, *size, Piece(f" {compared.before} ("), earlier, Piece(f").{sure}")


def _rate(rate: RateChange, compared: Comparison, style: LocaleStyle) -> Sentence:
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
    sure = _how_sure(of_rates(before, now, rate.shared), rate.shared)
    size: Sentence = (Piece(", the same as"),)
    change = Fraction(now.answered, now.calls) - Fraction(before.answered, before.calls)
    tenths = round_half_up(abs(change) * 100, 1)
    if tenths:
        words = f"{decimal(tenths, 1, style)} points {'more' if change > 0 else 'less'}"
        size = (Piece(", "), Piece(words, EVERYBODY), Piece(" than"))
    elif change:
        size = (Piece(", almost the same as"),)
    end = Piece(f" {other} ("), earlier, Piece(")")
    of_mix_alone = compared.of_groups and not rate.split.people
    if not tenths and (of_mix_alone or not (change or rate.split.mix)):
        return *begin, *size, *end, Piece(f".{sure if change else ''}")
    if of_mix_alone:
        whole = Piece("all of it from who took the calls", EVERYBODY)
        return *begin, *size, *end, Piece(": "), whole, Piece(f"{_SAME_IN_EACH}{sure}")
    mix, people = split_points(rate, style)
    parts = [
        Piece(f"{mix} from who took the calls", EVERYBODY),
        Piece(f"{people} from how each did", EVERYBODY),
    ]
    return *begin, *size, *end, Piece(": "), *listed(parts), Piece(sure)


def split_points(rate: RateChange, style: LocaleStyle) -> tuple[str, str]:
    """The two parts of a rate's change as ``−1.0 points``, mix and people.

    They add up to the change as it is shown. Raises ValueError where the rate has no split.
    """
    before, now, split = rate.before, rate.now, rate.split
    if split is None:
        raise ValueError("one of the two has no calls")
    change = Fraction(now.answered, now.calls) - Fraction(before.answered, before.calls)
    exact = [Fraction(part) * 100 * _TENTHS for part in (split.mix, split.people)]
    mix, people = parts_of(floor(change * 100 * _TENTHS + Fraction(1, 2)), exact)
    return _points(Fraction(mix, _TENTHS), style), _points(Fraction(people, _TENTHS), style)


def _answered(taken: Taken, style: LocaleStyle) -> str:
    if taken.rate is None:
        return "no inbound calls"
    share = percent(Fraction(taken.answered, taken.calls), style)
    return f"{share} of {count_of(taken.calls, 'inbound call', style)}"


def _points(value: Fraction, style: LocaleStyle) -> str:
    return f"{signed(value, lambda size: decimal(size, 1, style))} points"


def _lengths(compared: Comparison, style: LocaleStyle) -> Sentence:
    if compared.same_length:
        return ()
    days = (
        decimal(Fraction(seconds) / _DAY_SECONDS, 1, style)
        for seconds in (compared.now_seconds, compared.before_seconds)
    )
    return (Piece(f"The two are not equally long: {' and '.join(days)} days."),)


def _renamed(changes: Changes) -> Sentence:
    """Which extensions had another name before: their like is perhaps another person's."""
    renamed = [row for row in changes.rows if row.former_name]
    if not renamed:
        return ()
    named = (
        f"{for_display(row.extension)} ({for_display(row.former_name)})"
        for row in renamed[:_MOST_NAMED]
    )
    more = ", …" if len(renamed) > _MOST_NAMED else ""
    had = "This extension had another name" if len(renamed) == 1 else "These had other names"
    words = f"{had} before: {', '.join(named)}{more}. {_OF_EXTENSION}"
    return (Piece(words),)


def left_out_words(changes: Changes, style: LocaleStyle) -> str:
    """How many extensions are left out of sums; empty where none is."""
    people = sum(row.unreadable for row in changes.rows)
    if not people:
        return ""
    has, its = plural(people, "has", "have"), plural(people, "It is", "They are")
    return (
        f"{count_of(people, 'extension', style)} {has} unreadable values. {its} left out of the "
        "sums that need them, on both sides."
    )
