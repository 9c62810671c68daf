"""What the page of one extension is made of: its days, the days before, its call areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from components.shared import history_loading, waiting
from components.shared.history_loading import WatchedHistory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.formatting.text import clean
from telephony.metrics.normal_load import reference_period
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NotReady, XapiError

_DAYS: Final = "days_of_extension"
_AREAS: Final = (CallArea.INTERNAL, CallArea.EXTERNAL)


def of_one_group(query: Query, groups: str) -> Query:
    """The query of the first of an extension's ``groups`` (as in the frame).

    The PBX reports the same values of it for each of them, so the others' days are not requested.
    """
    numbers = groups.split(", ")
    first = next((one for one in query.groups if clean(one) in numbers), query.groups[0])
    return replace(query, groups=(first,))


def watch_days(context: Context, query: Query, now: datetime, *, refresh: bool) -> WatchedHistory:
    """The days of the range, and those before that they are compared with. Does not wait."""
    before = reference_period(query.period, now)
    return history_loading.watch(context, query, before, name=_DAYS, refresh=refresh)


def forget_days() -> None:
    """Drop them: once they are shown, a session need not hold their rows."""
    history_loading.forget(_DAYS)


def find_groups(
    context: Context, query: Query, groups: Sequence[str], extension: str
) -> Mapping[str, bool | None]:
    """Whether each of the groups has the extension in its report; None where there is none.

    A request per group unless it is cached.
    """
    asked = replace(query, groups=tuple(groups))
    pending = waiting.request(partial(context.access.request_extensions, asked))
    waiting.wait_for(context, pending)
    found: dict[str, bool | None] = {}
    for group, each in pending.by_group().items():
        try:
            frame = each.answer(NotReady()).frame
        except XapiError:
            found[group] = None
        else:
            found[group] = bool((frame["extension"] == extension).any())
    return found


def load_areas(context: Context, query: Query) -> Mapping[CallArea, ExtensionsAnswer | XapiError]:
    """Internal and external calls: a request per group and call area unless they are cached."""
    pending = {
        area: waiting.request(partial(context.access.request_extensions, replace(query, area=area)))
        for area in _AREAS
    }
    waiting.wait_for(context, *pending.values())
    answers: dict[CallArea, ExtensionsAnswer | XapiError] = {}
    for area, each in pending.items():
        try:
            answers[area] = each.answer(NotReady())
        except XapiError as error:
            answers[area] = error
    return answers
