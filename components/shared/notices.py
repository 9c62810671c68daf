"""What the page says when something is wrong, old, missing or merely worth knowing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import provenance
from components.shared.literal import literal
from telephony.answers.base import Answer
from telephony.answers.directory import Directory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.formatting.numbers import count_of
from telephony.frames.columns import COUNTS, TALKS
from telephony.frames.quality import Quality
from telephony.metrics.frame_view import FrameView
from telephony.periods.period import Period
from telephony.periods.range_progress import no_time_words, so_far_words
from telephony.query.parameter_reader import Problem
from telephony.query.view import CallArea, View
from telephony.query.words import not_applied as not_applied_words
from telephony.xapi.errors import XapiError

_MOST_REASONS: Final = 5
"""Told at once: whoever has more has one cause for them all."""


def banner(context: Context) -> None:
    """On every page: that this is the demo, is open to all, or that the PBX's zone was not set."""
    if context.demo:
        st.info(
            "**Demo.** No PBX is connected: these are simulated calls of an embedded demo PBX. "
            "The README says how to connect a real 3CX.",
            icon=":material/science:",
        )
    elif context.settings.open_to_all:
        st.warning(
            "**Open to everybody.** Nobody signs in here: whoever reaches this address sees all "
            "groups of the PBX (DASHBOARD_OPEN).",
            icon=":material/lock_open:",
        )
    if context.settings.zone_is_assumed:
        st.warning(
            "THREECX_TIMEZONE is not set, so days begin and end at midnight UTC. "
            "Set it to the zone of the PBX, such as Europe/Berlin.",
            icon=":material/schedule:",
        )


def failure(error: XapiError) -> None:
    """Nothing can be shown: why, and who can do what about it."""
    st.error(f"**{literal(error.headline)}** {literal(error.advice)}", icon=":material/error:")
    _small_print(error)


def stale(answer: Answer, now: datetime, no_pbx: XapiError | None = None) -> None:
    """The figures are older than they should be, for a reason that is told.

    ``no_pbx``: why the PBX told nothing just now; a reason also for what needed no call.
    """
    cause = answer.stale or no_pbx
    if cause is None:
        return
    st.warning(
        f"**These figures are {age_words(now, answer.as_of)} old.** "
        f"{literal(cause.headline)} {literal(cause.advice)}",
        icon=":material/history:",
    )
    _small_print(cause)


def not_stored(notice: str | None) -> None:
    """History is not stored at the moment, and why; nothing where it is."""
    if notice is not None:
        st.warning(f"**History is not stored.** {literal(notice)}", icon=":material/database_off:")


def no_group(directory: Directory) -> None:
    """Nothing is chosen, or nothing to choose from is known, and why."""
    if directory.groups or directory.stale is None:
        st.info("Choose a group under Change to see its calls.", icon=":material/group:")
        return
    failure(directory.stale)
    st.button("Try again", key="again")


def partial(answer: ExtensionsAnswer, directory: Directory | None) -> None:
    """Groups without an answer, and pages, rows or values that are missing."""
    for number, error in answer.missing.items():
        name = directory.name(number) if directory else number
        st.error(
            f"**{literal(name)} is missing below.** "
            f"{literal(error.headline)} {literal(error.advice)}",
            icon=":material/error:",
        )
    incomplete(answer.quality)


def incomplete(quality: Quality) -> None:
    """Why pages, rows or values are missing; nothing where none are."""
    reasons = quality.reasons()
    if not reasons:
        return
    told = " ".join(reasons[:_MOST_REASONS])
    more = len(reasons) - _MOST_REASONS
    rest = f" And {more} more, listed under “{provenance.TITLE}”." if more > 0 else ""
    st.warning(
        f"**The numbers may be incomplete.** {literal(told)}{rest}", icon=":material/data_alert:"
    )


def why_empty(all_extensions: int, found: FrameView, view: View) -> str:
    """Why nothing is drawn: nobody in the group, nobody ``found`` in it, no calls; else empty."""
    there = count_of(all_extensions, "extension")
    if not all_extensions:
        return "The PBX lists no extension with calls here in this range."
    if not len(found):
        if all_extensions == 1:
            return "The one extension does not match the filters above."
        return f"None of the {there} matches the filters above."
    if any(found.integers(name).any() or not found.complete(name) for name in COUNTS + TALKS):
        return ""
    calls = "calls" if view.area is CallArea.ALL else view.area.word
    where = f"{len(found):,} of {there}" if len(found) < all_extensions else there
    return f"No {calls} in this range at {where}."


def not_comparable(why: str) -> None:
    """The words of ``break_words``, if any."""
    if why:
        st.info(why, icon=":material/rule:")


def empty(why: str) -> None:
    """The words of ``why_empty``, if any."""
    if why:
        st.info(why, icon=":material/search_off:")


def problems(found: Iterable[Problem]) -> None:
    """Parts of the link that could not be used, each by name; the rest of it works."""
    lines = [f"- {literal(problem.message)}" for problem in found]
    if lines:
        st.warning(
            "Part of this link could not be used:\n" + "\n".join(lines), icon=":material/link_off:"
        )


def not_applied(view: View, zone: ZoneInfo) -> None:
    """What the link narrows on other pages and this one does not, whose days are ``zone``'s."""
    for sentence in not_applied_words(view, zone.key, "this page"):
        st.caption(literal(sentence))


def no_time(period: Period, now: datetime) -> bool:
    """Say what of the range has not begun, or that clocks skip it; True: nothing is to be drawn."""
    if said := so_far_words(period, now):
        st.caption(said)
    said = no_time_words(period, now)
    if said:
        rest = "" if period.skipped else " There is nothing to show yet."
        st.info(f"{said}{rest}", icon=":material/event_upcoming:")
    return bool(said)


def nothing_to_compare(before: Period, now: datetime) -> None:
    """Why the range compared with has no calls yet, or never; nothing where it may have some."""
    if said := no_time_words(before, now, "The range compared with"):
        st.info(said, icon=":material/event_upcoming:")


def former_names(words: str) -> None:
    """Which numbers passed from one person to another within the range; empty words say nothing."""
    if words:
        st.info(
            f"{literal(words)} Calls belong to the extension, whoever had it.",
            icon=":material/badge:",
        )


def unlisted_groups(directory: Directory) -> None:
    """The API client may not list groups: a typed number works, a wrong one looks empty."""
    if directory.refused is not None:
        st.warning(
            "The PBX does not let this API client list the groups, so type a group's number. "
            "A number that does not exist looks the same as a group without calls.",
            icon=":material/key:",
        )
        _small_print(directory.refused)


def age_words(now: datetime, then: datetime) -> str:
    """``42 s``, ``7 min``, ``3 h 5 min`` or ``2 days``."""
    seconds = max(0, round((now - then).total_seconds()))
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:  # noqa: PLR2004  an hour
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004  two days
        return f"{hours} h {minutes} min"
    return f"{hours // 24} days"


def said(error: XapiError) -> str:
    """What was heard of it: the PBX's own words, or the network's where no answer came; or none."""
    if not error.pbx_message:
        return ""
    return f"The PBX said: {error.pbx_message}" if error.status else error.pbx_message


def small_print(error: XapiError) -> str:
    """The request and what came of it, for whoever looks after the PBX; empty without either."""
    parts = [part for part in (error.request, said(error)) if part]
    if parts:
        parts.insert(1, f"status {error.status}" if error.status else error.kind)
    return " · ".join(parts)


def _small_print(error: XapiError) -> None:
    if text := small_print(error):
        st.caption(literal(text))
