"""Sentences on how much of a range is over: which days are, or that it has not begun."""

from __future__ import annotations

from datetime import datetime

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.periods.calendar import ONE_DAY, day_words
from telephony.periods.period import Period


def _skipped_words(period: Period, which: str, style: LocaleStyle) -> str:
    """That a clock change skips all of the range, so that it has no calls; else empty."""
    if period.skipped is None:
        return ""
    start, end = period.skipped
    first, last = (day_words(at.date(), at.date(), style) for at in (start, end))
    jump = f"on {first} from {start:%H:%M} to {end:%H:%M}"
    if first != last:
        jump = f"from {first} {start:%H:%M} to {last} {end:%H:%M}"
    return f"{which} does not exist: clocks go forward {jump} ({period.zone.key})."


def _not_begun_words(period: Period, now: datetime, which: str, style: LocaleStyle) -> str:
    """That the range has not begun at ``now``, and when it begins; empty once it has."""
    if period.has_begun(now):
        return ""
    start = period.start.astimezone(period.zone)
    begin = day_words(start.date(), start.date(), style)
    at = "" if period.whole_days else f" at {start:%H:%M}"
    return f"{which} has not begun. It begins on {begin}{at} ({period.zone.key})."


def no_time_words(
    period: Period, now: datetime, which: str = "This range", style: LocaleStyle = ENGLISH
) -> str:
    """Why the range cannot have any calls at ``now``; empty where it can."""
    return _skipped_words(period, which, style) or _not_begun_words(period, now, which, style)


def compared_time_words(
    period: Period, compared: Period | None, now: datetime, style: LocaleStyle = ENGLISH
) -> str:
    """Why what ``period`` is compared with cannot have any calls; empty where either can."""
    if compared is None or not period.may_have_calls(now):
        return ""
    return no_time_words(compared, now, "The range compared with", style)


def compared_progress_words(
    period: Period, compared: Period | None, now: datetime, style: LocaleStyle = ENGLISH
) -> str:
    """The same, and where only the end of what is compared with is to come, which days are in."""
    if compared is None or compared == period:
        return ""
    why_none = compared_time_words(period, compared, now, style)
    return why_none or so_far_words(compared, now, style, "The range compared with, so far")


def so_far_words(
    period: Period, now: datetime, style: LocaleStyle = ENGLISH, so_far: str = "So far"
) -> str:
    """Which days of the range are over at ``now`` and which have not begun; empty once all have."""
    today = now.astimezone(period.zone).date()
    if no_time_words(period, now) or today >= period.last_day:
        return ""
    there = day_words(period.first_day, today, style)
    to_come = day_words(today + ONE_DAY, period.last_day, style)
    have = "has" if today + ONE_DAY == period.last_day else "have"
    return f"{so_far}: {there}; today is not over. {to_come} {have} not begun."


def progress_words(period: Period, now: datetime) -> tuple[str, ...]:
    """The sentences on the range's progress; none for a range that is over."""
    return tuple(filter(None, (no_time_words(period, now), so_far_words(period, now))))
