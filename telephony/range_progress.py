"""How much of a range has happened: nothing of it yet, or which of its days."""

from __future__ import annotations

from datetime import datetime

from telephony.calendar_days import ONE_DAY, day_words
from telephony.periods import Period


def not_begun_words(period: Period, now: datetime, which: str = "This range") -> str:
    """That the range has not begun at ``now`` and when it will; empty once it has."""
    if period.has_begun(now):
        return ""
    start = period.start.astimezone(period.zone)
    begin = day_words(start.date(), start.date())
    at = "" if period.whole_days else f" at {start:%H:%M}"
    return f"{which} has not begun: it begins on {begin}{at} ({period.zone.key})."


def so_far_words(period: Period, now: datetime) -> str:
    """Which days of the range are in at ``now`` and which have not begun; empty without such."""
    today = now.astimezone(period.zone).date()
    if not period.has_begun(now) or today >= period.last_day:
        return ""
    there = day_words(period.first_day, today)
    to_come = day_words(today + ONE_DAY, period.last_day)
    have = "has" if today + ONE_DAY == period.last_day else "have"
    return f"So far: {there}, of which today is not over. {to_come} {have} not begun."


def progress_words(period: Period, now: datetime) -> tuple[str, ...]:
    """Either of the two, or none for a range that is over or ends today."""
    return tuple(filter(None, (not_begun_words(period, now), so_far_words(period, now))))
