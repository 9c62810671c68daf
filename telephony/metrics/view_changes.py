"""The one road from two answers to the changes of a view: for page, file and HTTP export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from telephony.answers.extensions import ExtensionsAnswer
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.text import for_display
from telephony.metrics.change_parts import changes_of
from telephony.metrics.changes import Changes
from telephony.metrics.frame_view import FrameSelection, FrameView, Positions
from telephony.metrics.lacking_words import NOBODY_MATCHES
from telephony.metrics.overview_words import subject_words
from telephony.metrics.view_filter import matching, matching_before
from telephony.periods.period import Period, period_words, same_length
from telephony.periods.range_progress import compared_time_words, no_time_words
from telephony.periods.update6 import break_words
from telephony.query.view import Direction, Query, View


@dataclass(frozen=True)
class Comparison:
    """What is compared, in words, how long both are [s], and why it cannot be; empty: it can.

    subject: the groups that it is about, or the extensions that a search has found. dates: those of
    the range. before: the dates that it is compared with, or the name of the other group where
    ``of_groups``. recounted: the PBX began to count unanswered calls in another way in between, so
    they cannot be compared.
    """

    subject: str
    dates: str
    before: str
    direction: Direction
    now_seconds: float
    before_seconds: float
    of_groups: bool = False
    why_not: str = ""
    recounted: bool = False

    @property
    def same_length(self) -> bool:
        """Both cover as much time, but for a clock change."""
        return same_length(self.now_seconds, self.before_seconds)


@dataclass(frozen=True)
class ComparedAnswers:
    """The answer of a view's query, and that of what it is compared with."""

    query: Query
    answer: ExtensionsAnswer
    other_query: Query
    other: ExtensionsAnswer

    @property
    def periods(self) -> tuple[Period, Period]:
        """Those of both."""
        return self.query.period, self.other_query.period

    def no_time_words(self, style: LocaleStyle = ENGLISH) -> str:
        """Why one of the two periods cannot have any calls; empty where both can."""
        own, as_of = self.query.period, self.answer.as_of
        of_other = compared_time_words(own, self.other_query.period, as_of, style)
        return no_time_words(own, as_of, style=style) or of_other

    @property
    def complete(self) -> bool:
        """Whether both are."""
        return self.answer.complete and self.other.complete

    @property
    def version(self) -> tuple[object, ...]:
        """Equal versions have equal values."""
        return self.answer.version, self.other.version, self.query, self.other_query


def changes_of_view(answers: ComparedAnswers, view: View) -> Changes:
    """The changes of the extensions that the view is about.

    Where the view hides idle ones, those that are idle in both are left out, which changes no sum.
    A filter chooses by the values now, so that in two periods the same extensions are compared.
    Without calls yet, or ever, on one side there are no changes.
    """
    if answers.no_time_words():
        nothing = FrameView(answers.answer.frame.iloc[:0])
        return changes_of(nothing, nothing, view.direction, of_groups=bool(view.against))
    everyone = replace(view, show_idle=True)
    other, now = answers.other, _now(answers, view)
    if view.against:
        before = _selected(other, lambda all_of: matching(all_of, everyone, other.former_names))
    else:
        former = other.former_names
        before = _selected(other, lambda all_of: matching_before(all_of, now, everyone, former))
    changes = changes_of(before, now, view.direction, of_groups=bool(view.against))
    if view.show_idle:
        return changes
    return replace(changes, rows=tuple(row for row in changes.rows if not row.idle))


def comparison_of(
    answers: ComparedAnswers,
    view: View,
    name_of: Callable[[str], str],
    newer_from: date | None = None,
    style: LocaleStyle = ENGLISH,
) -> Comparison:
    """What is compared; ``name_of`` gives a group's name by its number.

    ``newer_from``: the day since which the PBX counts as it does now (``periods.update6``).
    """
    query, other = answers.query, answers.other_query
    narrowed = bool(view.search or view.filter)
    shown = _now(answers, view) if narrowed else FrameView(answers.answer.frame)
    names = [name_of(group) for group in query.groups]
    subject = subject_words(names, shown, narrowed=narrowed, style=style)
    return Comparison(
        subject=subject,
        dates=period_words(query.period, style),
        direction=view.direction,
        before=(
            for_display(name_of(view.against))
            if view.against
            else period_words(other.period, style)
        ),
        now_seconds=query.period.elapsed_seconds(answers.answer.as_of),
        before_seconds=other.period.elapsed_seconds(answers.other.as_of),
        of_groups=bool(view.against),
        why_not=answers.no_time_words(style)
        or " ".join(_missing(answers, view, name_of, style))
        or (NOBODY_MATCHES if narrowed and not len(shown) else ""),
        recounted=not view.against and bool(break_words(newer_from, answers.periods, style)),
    )


def _now(answers: ComparedAnswers, view: View) -> FrameView:
    """The view's extensions, idle ones among them, with their values now."""
    answer, everyone = answers.answer, replace(view, show_idle=True)
    return _selected(answer, lambda all_of: matching(all_of, everyone, answer.former_names))


def _selected(answer: ExtensionsAnswer, places: Callable[[FrameView], Positions]) -> FrameView:
    everyone = FrameView(answer.frame)
    return FrameSelection(everyone, places(everyone))


def _missing(
    answers: ComparedAnswers, view: View, name_of: Callable[[str], str], style: LocaleStyle
) -> Iterator[str]:
    """Why a sum of either would be too small, a sentence each."""
    for query, answer in ((answers.query, answers.answer), (answers.other_query, answers.other)):
        of = f"of {for_display(name_of(query.groups[0]))}"
        if not view.against:
            of = f"of {period_words(query.period, style)}"
        for group in answer.missing:
            yield f"Group {for_display(name_of(group))} {of} is missing."
        if not answer.quality.has_all_rows:
            yield f"Rows {of} are missing or doubtful."
