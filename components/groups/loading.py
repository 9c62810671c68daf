"""Loads the groups, those they are compared with, and their days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import history_loading, preview, progress, waiting
from components.shared.history_loading import LoadedHistory, WatchedHistory
from components.shared.page_frame import PageFrame
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.history import History
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.data_access.history.plan import started_buckets
from telephony.data_access.pending import answer_or_error
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.metrics.group_totals import GroupAnswers, group_answers
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period
from telephony.query.compared_range import compared_period
from telephony.query.view import Baseline, Query, View
from telephony.xapi.errors import XapiError

FREE: Final = 20
"""So many groups are loaded without asking; more take many requests."""
_AT_ONCE: Final = 50
"""Groups requested at the same time: with those compared with, half of what may be in flight."""
_AGREED: Final = "groups_agreed"


@dataclass(frozen=True)
class LoadedGroups:
    """The groups' answers, or why one has none; ``before``: the period they are compared with."""

    query: Query
    groups: tuple[GroupAnswers, ...]
    before: Period | None

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        answers = (each for group in self.groups for each in (group.now, group.before))
        versions = (
            each.version if isinstance(each, ExtensionsAnswer) else str(each) for each in answers
        )
        return self.query, self.before, *versions

    @cached_property
    def answers(self) -> Mapping[str, ExtensionsAnswer]:
        """The answers of the groups that could be loaded, by number."""
        return {
            group.number: group.now
            for group in self.groups
            if isinstance(group.now, ExtensionsAnswer)
        }


@dataclass(frozen=True)
class LoadedDays:
    """The days of the groups, each group's read when it is needed."""

    loaded: LoadedHistory
    by_group: Callable[[], Mapping[str, History]]

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        return self.loaded.version


@dataclass(frozen=True)
class GroupsAndDays:
    """The groups' values, and their days once all of them are there."""

    groups: LoadedGroups
    days: LoadedDays

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        return self.groups.version, self.days.version


def query_of(context: Context, page: PageFrame) -> Query:
    """Two chosen groups or more; with fewer there is nothing to compare, so all groups."""
    query = page.view.query(page.now, context.zone)
    if len(query.groups) > 1 or not page.directory.groups:
        return query
    return replace(query, groups=page.directory.by_name)


def agreed(query: Query) -> bool:
    """Whether the viewer has agreed to what loading these groups takes, or need not."""
    return len(query.groups) <= FREE or st.session_state.get(_AGREED) == (query.pbx, query.groups)


def agree(query: Query) -> None:
    """A button's callback."""
    st.session_state[_AGREED] = query.pbx, query.groups


def estimate_requests(context: Context, query: Query, page: PageFrame) -> int:
    """At most: two reports for each group, and its days that are not stored."""
    reports = (1 if page.view.compared_with(Baseline.PREVIOUS) is Baseline.NONE else 2) * len(
        query.groups
    )
    try:
        missing = context.access.request_missing_count(query, Grain.DAY)
        return reports + waiting.answer_of(context, missing)
    except XapiError:
        days = started_buckets(buckets_of(query.period, Grain.DAY), page.now)
        return reports + len(query.groups) * len(days)


def load(context: Context, query: Query, page: PageFrame, *, refresh: bool) -> LoadedGroups:
    """The groups' values; a group that fails has its error."""
    before: Period | None = None
    loaded: list[GroupAnswers] = []
    for first in range(0, len(query.groups), _AT_ONCE):
        part = replace(query, groups=query.groups[first : first + _AT_ONCE])
        now = waiting.request(partial(context.access.request_extensions, part, refresh=refresh))
        if not first:  # up to the time of the values, as on the overview
            before = period_before(context, page.view, now)
        earlier = None
        if before is not None and before.may_have_calls(now.as_of):
            same = replace(part, period=before)
            earlier = waiting.request(
                partial(context.access.request_extensions, same, refresh=refresh)
            )
        progress.wait_for(context, page.slot, now, *([earlier] if earlier else []))
        compared = earlier.loaded_by_group() if earlier else {}
        answers = now.loaded_by_group()
        _rely_on(part, answers)
        if before is not None:
            _rely_on(replace(part, period=before), compared)
        loaded += group_answers(answers, compared, page.directory.name)
    waiting.leave_earlier()
    return LoadedGroups(query, tuple(loaded), before)


def _rely_on(query: Query, answers: Mapping[str, ExtensionsAnswer | XapiError]) -> None:
    for group, answer in answers.items():
        if isinstance(answer, ExtensionsAnswer):
            preview.relies_on(replace(query, groups=(group,)), answer.version)
        else:
            preview.lacks_something()


def watch_days(context: Context, query: Query, *, refresh: bool) -> WatchedHistory:
    """The days of all groups. Does not wait."""
    return history_loading.watch(context, query, refresh=refresh)


def load_hours(
    context: Context, loaded: LoadedGroups, slot: DeltaGenerator
) -> Mapping[str, HoursAnswer | XapiError]:
    """The hourly reports of each group by its number, or why it has none."""
    request = context.access.request_hours
    pending = {
        group.number: waiting.request(
            partial(request, replace(loaded.query, groups=(group.number,)))
        )
        for group in loaded.groups
    }
    progress.wait_for(context, slot, *pending.values())
    return {number: answer_or_error(one) for number, one in pending.items()}


def period_before(context: Context, view: View, now: PendingExtensions) -> Period | None:
    """The period that the groups are compared with; None for none."""
    compare = view.compared_with(Baseline.PREVIOUS)
    return compared_period(view.range, compare, now.as_of, context.zone)
