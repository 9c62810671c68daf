"""The groups of all PBXs side by side: what responds is shown, and one that does not is named.

A PBX that is late is not waited for longer than a moment once another has its groups: the page is
drawn again when it responds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from components.groups import export, loading, provenance, table, view_model, words
from components.groups import notices as groups_notices
from components.groups.loading import LoadedGroups
from components.shared import finding, notices, progress, waiting
from components.shared.literal_text import literal
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.provenance import last_updated
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_style
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.data_access.pending import Pending
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.metrics.group_totals import GroupAnswers, group_answers
from telephony.periods.period import Period, period_words
from telephony.query.systems import number_among_all, query_of
from telephony.query.view import Query, View
from telephony.xapi.errors import NoSuchGroup, NotReady, XapiError
from telephony.xapi.records import Group

_MOST: Final = 50
"""Groups of one PBX: with those compared with, half of what may be in flight."""
_MOMENT_SECONDS: Final = 1.0
"""For a PBX that is late, once another one has responded."""


@dataclass(frozen=True)
class _Part:
    """The groups of one PBX: its list, or why there is none, and what is requested of them."""

    context: Context
    listed: Directory | XapiError
    query: Query
    now: PendingExtensions | None = None
    before: Period | None = None
    earlier: PendingExtensions | None = None

    @property
    def pending(self) -> tuple[PendingExtensions, ...]:
        return tuple(one for one in (self.now, self.earlier) if one is not None)

    @property
    def is_late(self) -> bool:
        """Whether it has not responded yet."""
        if isinstance(self.listed, XapiError):
            return isinstance(self.listed, NotReady)
        return not all(one.wait(0) for one in self.pending)

    @property
    def name(self) -> str:
        return self.context.pbx.name


def directory(context: Context, now: datetime) -> Directory:
    """The groups of all PBXs by their names there; those of a PBX that is late or fails are left
    out.
    """
    pending = [one.access.request_groups() for one in context.each_pbx]
    waiting.wait_for_most(context, *pending, moment=_MOMENT_SECONDS)
    groups: list[Group] = []
    errors: list[XapiError] = []
    notes: dict[str, None] = {}
    hidden = False
    for one in context.each_pbx:
        listed = one.listed_groups()
        if isinstance(listed, XapiError):
            errors.append(listed)
            continue
        notes |= dict.fromkeys(listed.notes)
        hidden = hidden or listed.none_permitted
        for group in listed.groups:
            number = number_among_all(one.pbx, group.number)
            groups.append(Group(number, f"{group.name} ({one.pbx.name})"))
    stale = None if groups or not errors else errors[0]
    nothing = not groups and hidden
    return Directory(tuple(groups), now, stale=stale, notes=tuple(notes), none_permitted=nothing)


def show(context: Context, page: PageFrame) -> None:
    """The groups, once the viewer has agreed to what many of them take."""
    view, style = page.view, viewer_style()
    parts = [_of_pbx(one, page) for one in context.each_pbx]
    named = [number_among_all(part.context.pbx, n) for part in parts for n in part.query.groups]
    query = replace(view.query(page.now, context.zone), groups=tuple(named))
    st.caption(_days_words(parts))
    with steady_place():
        _show_choice(parts, view, query)
    if not loading.agreed(query):
        requests = 2 * len(query.groups)
        st.info(words.cost(len(query.groups), requests), icon=":material/hourglass_empty:")
        label = f"Load {viewer_count(len(query.groups))} groups ({viewer_count(requests)} requests)"
        st.button(label, key="load_groups", on_click=loading.agree, args=(query,))
        return
    refresh = progress.refresh_wanted()
    parts = [_request(part, page, refresh=refresh) for part in parts]
    waiting.leave_earlier()
    pending = [one for part in parts for one in part.pending]
    with page.slot, st.spinner("Waiting for the PBXs…", show_time=True):
        waiting.wait_for_most(context, *pending, moment=_MOMENT_SECONDS)
    answers = tuple(group for part in parts for group in _answers(part))
    missing = {part.name: why for part in parts if (why := _why_missing(part)) is not None}
    with steady_place():
        _show_missing(missing)
    shown_groups = tuple(
        one for one in answers if one.place and one.place.system.name not in missing
    )
    before = next((part.before for part in parts if part.before is not None), None)
    loaded = LoadedGroups(query, shown_groups, before)
    if loaded.answers:
        as_of = min(answer.as_of for answer in loaded.answers.values())
        page.slot.html(last_updated(as_of, context.zone, page.now), width="content")
        stale = next((one for one in loaded.answers.values() if one.stale), None)
        shown = view_model.groups(loaded, view, style)
        with steady_place():
            if stale is not None:
                notices.stale(stale, page.now)
            groups_notices.of_groups(loaded, shown)
        finding.show(shown.sentence)
        with st.container(horizontal=True, vertical_alignment="center", key="above_groups"):
            st.caption(shown.compared_words, width="stretch")
            export.menu(context, loaded, shown, view, missing)
        colours = {one.number: one.place.system.colour for one in shown_groups if one.place}
        st.html(table.as_html(shown, view, None, style, colours))
        st.caption(words.DAYS_OF_ONE)
        provenance.show(context, loaded, view)
    elif not any(part.is_late for part in parts):
        offer_to_try_again()
    _wait_for_late(context, parts)


def _show_choice(parts: Sequence[_Part], view: View, query: Query) -> None:
    """Which groups are shown, where that is not what the bar says."""
    if note := words.which(len(query.groups), len(view.groups)):
        st.caption(note)
    if any(len(part.query.groups) == _MOST for part in parts):
        st.caption(f"At most {_MOST} groups of each PBX are shown, the first by name.")
    ids = [number_among_all(part.context.pbx, "") for part in parts]
    for name in view.groups:
        if not name.startswith(tuple(ids)):
            notices.missing_group(name, NoSuchGroup(name))


def _of_pbx(context: Context, page: PageFrame) -> _Part:
    listed = context.listed_groups()
    numbers = () if isinstance(listed, XapiError) else listed.by_name[:_MOST]
    # with fewer than two there is nothing to compare
    view = page.view if len(page.view.groups) > 1 else replace(page.view, groups=())
    return _Part(context, listed, query_of(view, context.pbx, numbers, page.now))


def _request(part: _Part, page: PageFrame, *, refresh: bool) -> _Part:
    query, context = part.query, part.context
    if not query.groups:
        return part
    request = partial(context.access.request_extensions, refresh=refresh)
    now = waiting.request(partial(request, query))
    before = loading.period_before(context, page.view, now)
    earlier = None
    if before is not None and before.may_have_calls(now.as_of):
        earlier = waiting.request(partial(request, replace(query, period=before)))
    return replace(part, now=now, before=before, earlier=earlier)


def _answers(part: _Part) -> list[GroupAnswers]:
    if part.now is None or isinstance(part.listed, XapiError):
        return []
    earlier = part.earlier.loaded_by_group() if part.earlier else {}
    at = part.context.pbx, part.query
    return group_answers(part.now.loaded_by_group(), earlier, part.listed.name, at)


def _why_missing(part: _Part) -> XapiError | None:
    """Why a PBX has no values at all; None where it has some, or where nothing is asked of it."""
    if isinstance(part.listed, XapiError):
        return part.listed
    errors = [group.now for group in _answers(part) if isinstance(group.now, XapiError)]
    return errors[0] if errors and len(errors) == len(part.query.groups) else None


def _show_missing(missing: dict[str, XapiError]) -> None:
    for name, error in missing.items():
        if isinstance(error, NotReady):
            waits = f"**{literal(name)} has not responded yet.** Its groups appear when it does."
            st.info(waits, icon=":material/hourglass_empty:")
        else:
            notices.missing_group(name, error)


def _days_words(parts: Sequence[_Part]) -> str:
    """The days of each PBX, which has its own zone."""
    style, periods = viewer_style(), [(part.name, part.query.period) for part in parts]
    each = (f"{name} {period_words(at, style)} ({at.zone.key})" for name, at in periods)
    return literal(f"Days are those of each PBX: {', '.join(each)}.")


def _wait_for_late(context: Context, parts: Sequence[_Part]) -> None:
    """Draw the page again once one that is late has responded."""
    late = [part for part in parts if part.is_late]
    if not late:
        return
    pending: list[Pending] = [one for part in late for one in part.pending]
    pending += [p.context.access.request_groups() for p in late if isinstance(p.listed, XapiError)]
    waiting.wait_for(context, *pending)
    if any(one.wait(0) for one in pending):
        st.rerun()
