"""The two pictures of a change: of talk time, and of the pick-up rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from telephony.charts import figure, palette
from telephony.charts.changes.waterfall import Bar, Scale, Waterfall
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import (
    count,
    count_of,
    percent,
    talk_change_words,
    talk_words,
)
from telephony.formatting.text import for_display
from telephony.metrics.change_sentences import RECOUNTED, left_out_words, split_points
from telephony.metrics.changes import Changes, Status
from telephony.metrics.talk_sentences import longer_word, more_word
from telephony.metrics.view_changes import Comparison

_LABEL: Final = 18  # letters of a name on the axis: a phone is 390 px wide
_APART: Final = {Status.NEW: ("New", "without calls before"), Status.GONE: ("Gone", "without now")}


def talk_change(changes: Changes, compared: Comparison, style: LocaleStyle) -> Waterfall:
    """From the talk time before to that of now [us]: exactly its parts.

    More calls and longer calls of those who have some in both, then who is new and who is gone.
    """
    talk = changes.talk
    unit, one = figure.time_unit(max(talk.before_us, talk.now_us))
    why_not = compared.why_not or ("" if talk.before_us or talk.now_us else "No talk time")
    alike = talk.like_for_like
    more = {side.value: split.more_calls_us for side, split in talk.stayed.items()}
    longer = {side.value: split.longer_calls_us for side, split in talk.stayed.items()}
    more_calls = f"{more_word(alike.more_calls_us).capitalize()} calls"
    longer_calls = f"{longer_word(alike.longer_calls_us).capitalize()} calls"
    parts = [
        _part(more_calls, alike.more_calls_us, _by_side(more, style), style),
        _part(longer_calls, alike.longer_calls_us, _by_side(longer, style), style),
    ]
    for status, change in ((Status.NEW, talk.new_us), (Status.GONE, talk.gone_us)):
        people = 0 if compared.of_groups else changes.count(status)
        if people:
            label, without = _APART[status]
            who = f"{count_of(people, 'extension', style)} {without}"
            parts.append(_part(f"{label} ({count(people, style)})", change, who, style))
    before, now = _ends(compared)
    totals = [
        Bar(label, us, talk_words(us, style), talk_words(us, style), total=True)
        for label, us in ((before, talk.before_us), (now, talk.now_us))
    ]
    return Waterfall(
        "Talk time",
        (totals[0], *parts, totals[1]),
        Scale(f"Talk time ({unit})", one, palette.of_direction(compared.direction)),
        left_out_words(changes, style),
        why_not,
    )


def rate_change(changes: Changes, compared: Comparison, style: LocaleStyle) -> Waterfall:
    """From the pick-up rate before to that of now [share of 1]: who took the calls, how each did.

    Between groups the first is all of it: an extension has the same calls in every group.
    """
    rate = changes.rate
    bars: list[Bar] = []
    if rate.split is not None and rate.before.rate is not None and rate.now.rate is not None:
        mix, people = split_points(rate, style)
        parts = [Bar("Who took the calls", rate.split.mix, mix, mix)]
        if rate.split.people or not compared.of_groups:
            parts.append(Bar("How each did", rate.split.people, people, people))
        before, now = _ends(compared)
        bars = [
            _share(before, rate.before.rate, style),
            *parts,
            _share(now, rate.now.rate, style),
        ]
    nothing = "" if bars else "No inbound calls in one of the two"
    if compared.recounted:
        nothing = RECOUNTED
    return Waterfall(
        "Pick-up rate",
        bars,
        Scale("Inbound calls answered (%)", 0.01, palette.INBOUND_ANSWERED),
        left_out_words(changes, style),
        compared.why_not or nothing,
    )


def _ends(compared: Comparison) -> tuple[str, str]:
    """The labels of the first and the last bar."""
    if compared.of_groups:
        return for_display(compared.before, _LABEL), for_display(compared.subject, _LABEL)
    return "Before", "Now"


def _part(label: str, change_us: int, detail: str, style: LocaleStyle) -> Bar:
    words = talk_change_words(change_us, style)
    return Bar(label, change_us, words, f"{words} ({detail})" if detail else words)


def _by_side(parts: Mapping[str, int], style: LocaleStyle) -> str:
    if len(parts) == 1:
        return ""
    return ", ".join(f"{side} {talk_change_words(us, style)}" for side, us in parts.items())


def _share(label: str, share: float, style: LocaleStyle) -> Bar:
    return Bar(label, share, percent(share, style), percent(share, style), total=True)
