"""Notices of a page: what is wrong, old, missing or worth knowing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import words
from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_style
from telephony.answers.base import Answer
from telephony.answers.directory import Directory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.frames.quality import Quality
from telephony.periods.period import Period
from telephony.periods.range_progress import (
    compared_progress_words,
    compared_time_words,
    no_time_words,
    so_far_words,
)
from telephony.query import words as words_of_view
from telephony.query.parameter_reader import Problem
from telephony.query.view import View
from telephony.xapi.errors import XapiError
from telephony.xapi.refusals import NoGroupForThem
from telephony.xapi.small_print import small_print

_MAX_REASONS: Final = 5
"""Reasons that are listed: where there are more, they have one cause."""


def banner(context: Context, how_to_connect: str) -> None:
    """On every page: that this is the demo, is open to all, or that the PBX's zone was not set.

    ``how_to_connect`` a real PBX, as HTML: where the demo leads.
    """
    if context.demo:
        st.html(f'<div class="text demo" role="note">{words.DEMO} {how_to_connect}</div>')
    elif context.settings.open_to_all:
        st.warning(
            words.OPEN_TO_ALL,
            icon=":material/lock_open:",
        )
    if context.settings.zone_is_assumed:
        st.warning(
            words.ZONE_NOT_SET,
            icon=":material/schedule:",
        )


def no_rights(name: str) -> None:
    """The viewer has signed in, and may see nothing."""
    st.info(
        f"You are signed in as **{literal(name)}**, but you have no rights here yet. Ask an admin "
        "of the dashboard for the groups that you should see."
    )


def access_problem(problem: str) -> None:
    """For admins: why the newest access file is not in force; nothing where it is."""
    if problem:
        st.error(literal(problem), icon=":material/error:")


def failure(error: XapiError) -> None:
    """Why nothing can be shown, and who can do what about it."""
    st.error(f"**{literal(error.headline)}** {literal(error.advice)}", icon=":material/error:")
    _small_print(error)


def stale(answer: Answer, now: datetime, pbx_error: XapiError | None = None) -> None:
    """How old the numbers are, and why there are no newer ones; nothing where they are current.

    ``pbx_error``: why the PBX does not respond, also where the answer needed no request.
    """
    cause = answer.stale or pbx_error
    if cause is None:
        return
    st.warning(
        f"**These numbers are {words.age_words(now, answer.as_of)} old.** "
        f"{literal(cause.headline)} {literal(cause.advice)}",
        icon=":material/history:",
    )
    _small_print(cause)


def not_stored(notice: str | None) -> None:
    """Why history is not stored now; nothing where it is."""
    if notice is not None:
        st.warning(f"**History is not stored.** {literal(notice)}", icon=":material/database_off:")


def no_group(directory: Directory) -> None:
    """No group is chosen, or there is none to choose: not for this viewer, or not loaded."""
    if none_permitted(directory):
        return
    if directory.groups or directory.stale is None:
        st.info(words.CHOOSE_GROUP, icon=":material/group:")
        return
    failure(directory.stale)
    st.button("Try again", key="again")


def none_permitted(directory: Directory) -> bool:
    """Say that the viewer may see none of the groups that there are; False where they may."""
    if directory.none_permitted:
        error = NoGroupForThem()
        st.info(f"**{error.headline}** {error.advice}", icon=":material/group_off:")
    return directory.none_permitted


def partial(answer: ExtensionsAnswer, directory: Directory | None) -> None:
    """Groups without an answer, and pages, rows or values that are missing."""
    for number, error in answer.missing.items():
        missing_group(directory.name(number) if directory else number, error)
    incomplete(answer.quality)


def missing_group(name: str, error: XapiError) -> None:
    """Why a group has no values."""
    st.error(
        f"**{literal(name)} is missing below.** {literal(error.headline)} {literal(error.advice)}",
        icon=":material/error:",
    )


def incomplete(quality: Quality) -> None:
    """Why pages, rows or values are missing; nothing where none are."""
    reasons = quality.reasons(viewer_style())
    if not reasons:
        return
    listed = " ".join(reasons[:_MAX_REASONS])
    more = len(reasons) - _MAX_REASONS
    rest = f" {words.more_reasons(more)}" if more > 0 else ""
    st.warning(f"**{words.INCOMPLETE}** {literal(listed)}{rest}", icon=":material/data_alert:")


def not_comparable(why: str) -> None:
    """Why two periods cannot be compared; empty: they can."""
    if why:
        st.info(why, icon=":material/rule:")


def empty(why: str) -> None:
    """Why the view shows no calls; empty: it shows some."""
    if why:
        st.info(why, icon=":material/search_off:")


def problems(of_link: Iterable[Problem]) -> None:
    """The parts of the link that could not be used; the rest of it works."""
    lines = [f"- {literal(problem.message)}" for problem in of_link]
    if lines:
        st.warning(
            "Part of this link could not be used:\n" + "\n".join(lines), icon=":material/link_off:"
        )


def not_applied(view: View, zone: ZoneInfo, *, one_extension: bool = False) -> None:
    """Filters of the link that apply to other pages only; ``zone`` is that of this page's days.

    ``one_extension``: the page is about the view's extension.
    """
    here = "this page"
    for sentence in words_of_view.not_applied(view, zone.key, here, one_extension=one_extension):
        st.caption(literal(sentence))


def comparison_not_applied(view: View) -> None:
    """The link's other group, on a page to which the rest of ``not_applied`` does apply."""
    for sentence in words_of_view.comparison_not_applied(view):
        st.caption(literal(sentence))


def show_if_no_time(period: Period, now: datetime) -> bool:
    """Say that the range has not begun or that a clock change skips it; True if it is so.

    Also say where only the end of the range is still to come.
    """
    if so_far := so_far_words(period, now, viewer_style()):
        st.caption(so_far)
    reason = no_time_words(period, now, style=viewer_style())
    if reason:
        rest = "" if period.skipped else f" {words.NOTHING_YET}"
        st.info(f"{reason}{rest}", icon=":material/event_upcoming:")
    return bool(reason)


def compared_progress(period: Period, before: Period | None, now: datetime) -> None:
    """Why the range that ``period`` is compared with has no calls yet, or which days are in.

    Nothing where it is over.
    """
    style = viewer_style()
    if reason := compared_time_words(period, before, now, style):
        st.info(reason, icon=":material/event_upcoming:")
    elif so_far := compared_progress_words(period, before, now, style):
        st.caption(so_far)


def former_names(sentences: str) -> None:
    """Which extensions passed from one person to another within the range; empty: none."""
    if sentences:
        st.info(
            f"{literal(sentences)} {words.CALLS_OF_EXTENSION}",
            icon=":material/badge:",
        )


def unlisted_groups(directory: Directory) -> None:
    """That the API client may not list groups, or that not all of them came."""
    if directory.incomplete:
        st.warning(literal(directory.incomplete), icon=":material/warning:")
    if directory.refused is not None:
        st.warning(
            words.GROUPS_NOT_LISTED,
            icon=":material/key:",
        )
        _small_print(directory.refused)


def _small_print(error: XapiError) -> None:
    if text := small_print(error, viewer_style()):
        st.caption(literal(text))
