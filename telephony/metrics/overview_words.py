"""The overview's answer in a sentence: made of its values by rules, no claim about causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from telephony.formatting.lists import extension_words, listed
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of, percent, plural
from telephony.formatting.text import for_display
from telephony.metrics.certainty import FEWEST
from telephony.metrics.extension_metrics import MetricValue, total
from telephony.metrics.frame_view import FrameView, Positions
from telephony.metrics.sentence_pieces import plain, than
from telephony.query.view import CallArea, Direction

_RATES: Final = {Direction.INBOUND: "pick_up_rate", Direction.OUTBOUND: "connect_rate"}
_ANSWERED: Final = {
    Direction.INBOUND: (
        "{who} did not answer the only {kind} call",
        "{who} answered the only {kind} call",
        "{who} answered none of {calls} {kind} calls",
        "{who} answered all {calls} {kind} calls",
        "{who} answered {answered} of {calls} {kind} calls",
    ),
    Direction.OUTBOUND: (
        "the only {kind} call of {who} was not answered",
        "the only {kind} call of {who} was answered",
        "none of {calls} {kind} calls of {who} was answered",
        "all {calls} {kind} calls of {who} were answered",
        "{answered} of {calls} {kind} calls of {who} {was} answered",
    ),
}
"""Not the only one, the only one, none, all, and some."""
_LEADING_SHARE: Final = Fraction(1, 3)
"""Those are named who together have at least so much of the answered calls."""
_MOST_LEADING: Final = 3
_NEAR: Final = Fraction(1, 100)
_FRACTIONS: Final = (
    (Fraction(1, 3), "a third"),
    (Fraction(1, 2), "half"),
    (Fraction(2, 3), "two thirds"),
    (Fraction(3, 4), "three quarters"),
)


@dataclass(frozen=True)
class About:
    """What the sentence is about. ``before_words``: the compared period; empty for none.

    ``subject`` is a group's name, or several in words. ``lacks_rows``: whether extensions may be
    missing, now and before. ``same_length``: the compared period is as long as the one shown.
    """

    subject: str
    direction: Direction = Direction.BOTH
    area: CallArea = CallArea.ALL
    before_words: str = ""
    lacks_rows: tuple[bool, bool] = (False, False)
    same_length: bool = True


def subject_words(
    names: Sequence[str], shown: FrameView, *, narrowed: bool, style: LocaleStyle = ENGLISH
) -> str:
    """Whose calls they are: the groups', or those of the extensions that a search has found."""
    groups = (
        for_display(names[0])
        if len(names) == 1
        else f"these {count_of(len(names), 'group', style)}"
    )
    if not narrowed:
        return groups
    if len(shown) == 1:
        [name], [number] = shown.values("display_name"), shown.values("extension")
        return extension_words(name, number)
    return f"{count_of(len(shown), 'extension', style)} of {groups}"


def overview_sentence(
    now: FrameView, before: FrameView | None, about: About, style: LocaleStyle = ENGLISH
) -> str:
    """How many calls were answered, how that changed, and who took most of them.

    ``now``: the extensions shown; ``before``: the same in the compared period, None where there is
    no data of it. Inbound calls where there are any, else outbound ones. Empty for no extensions.
    """
    if not len(now):
        return ""
    totals = total(now)
    side = _side(totals, about.direction)
    rate, kind = totals[_RATES[side]], _kind(about.area, side)
    lacking = rate.incomplete or about.lacks_rows[0]
    if rate.unknown:
        return f"The {kind} calls of {about.subject} could not be read."
    if not rate.bottom:
        kind = _kind(about.area, about.direction)
        said = f"{about.subject} had no {kind} calls".replace("  ", " ")
    else:
        said = _answered(about.subject, kind, side, rate, style)
    if lacking:
        return f"Incomplete: {said}, as far as the numbers could be read. Nothing is compared."
    said = f"{said[:1].upper()}{said[1:]}"
    change, note = _change(totals, before, side, about, style)
    calls = "those answered" if rate.top != rate.bottom else "them"
    return f"{said}{change}{_leading(now, side, calls, style)}.{note}"


def _side(totals: Mapping[str, MetricValue], direction: Direction) -> Direction:
    if direction is not Direction.BOTH:
        return direction
    inbound, outbound = (totals[key] for key in _RATES.values())
    if not inbound.bottom and not inbound.unknown and (outbound.bottom or outbound.unknown):
        return Direction.OUTBOUND
    return Direction.INBOUND


def _kind(area: CallArea, direction: Direction) -> str:
    """``external inbound``, or less."""
    parts = (
        "" if area is CallArea.ALL else area.param,
        "" if direction is Direction.BOTH else direction.value,
    )
    return " ".join(filter(None, parts))


def _answered(
    subject: str, kind: str, side: Direction, rate: MetricValue, style: LocaleStyle
) -> str:
    answered, calls = rate.top or 0, rate.bottom or 0
    only_not, only, none, every, some = _ANSWERED[side]
    if calls == 1:
        said = only if answered else only_not
    elif not answered:
        said = none
    else:
        said = every if answered == calls else some
    words = said.format(
        who=subject,
        kind=kind,
        answered=count(answered, style),
        calls=count(calls, style),
        was=plural(answered, "was", "were"),
    )
    if said is not some or calls < FEWEST:
        return words
    return f"{words} ({percent(Fraction(answered, calls), style)})"


def _change(
    totals: Mapping[str, MetricValue],
    before: FrameView | None,
    side: Direction,
    about: About,
    style: LocaleStyle,
) -> tuple[str, str]:
    """The change of the answered calls, and a sentence on why there is none."""
    if not about.before_words:
        return "", ""
    if before is None:
        return "", f" There is no data of {about.before_words} to compare with."
    earlier = total(before)[f"{side}_answered"]
    if earlier.incomplete or about.lacks_rows[1]:
        return "", f" No comparison: {about.before_words} is incomplete."
    if not about.same_length:
        return "", ""
    answered, was = totals[f"{side}_answered"].value or 0, earlier.value or 0
    only = totals[_RATES[side]].bottom == 1
    return _than(int(was), int(answered), about.before_words, style, only=only), ""


def _than(was: int, answered: int, before_words: str, style: LocaleStyle, *, only: bool) -> str:
    """``only``: there is one call, which is not "as many as" others."""
    if was == answered == 0:
        return ""
    if only or not was or not answered:
        earlier = count(was, style) if was else "none"
        return f", {'like' if was == answered else 'unlike'} {before_words} ({earlier})"
    if was == answered:
        return f", as many as {before_words}"
    words = ("more", "fewer", "many")
    size = plain(than(was, answered, words, lambda change: count(change, style), style))
    return f"{size} {before_words}"


def _leading(now: FrameView, side: Direction, calls: str, style: LocaleStyle) -> str:
    """Who took a third of the answered calls or more, where a few did; equal ones tell nothing.

    ``calls``: the answered ones, in words.
    """
    answered = now.integers(f"{side}_answered")
    total_answered = int(answered.sum(dtype=object))
    if total_answered < FEWEST or len(now) == 1:
        return ""
    order = np.argsort(-answered, kind="stable")[: _MOST_LEADING + 1]
    most = [int(value) for value in answered[order]]
    for place in range(1, min(_MOST_LEADING, len(most)) + 1):
        share = Fraction(sum(most[:place]), total_answered)
        if share < _LEADING_SHARE:
            continue
        if place < len(most) and most[place] == most[place - 1]:
            return ""
        verb = "took" if side is Direction.INBOUND else "had"
        who = listed(_names(now, order[:place]), style)
        return f"; {who} {verb} {_share(share, style)} of {calls}"
    return ""


def _share(share: Fraction, style: LocaleStyle) -> str:
    if share == 1:
        return "all"
    near = (
        words if share == known else f"about {words}"
        for known, words in _FRACTIONS
        if abs(share - known) <= _NEAR
    )
    return next(near, percent(share, style))


def _names(now: FrameView, at: Positions) -> list[str]:
    """Names without numbers, where these tell the extensions apart."""
    everybody = now.values("display_name")
    rows = zip(now.texts("display_name", at), now.texts("extension", at), strict=True)
    return [
        extension_words(name, number)
        if everybody.count(name) > 1 or not name.strip()
        else for_display(name)
        for name, number in rows
    ]
