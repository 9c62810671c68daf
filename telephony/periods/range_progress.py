"""How much of a range has happened: nothing of it yet, or which of its days, or there is none."""

from __future__ import annotations

from datetime import datetime

from telephony.periods.calendar import ONE_DAY, day_words
from telephony.periods.period import Period


def _skipped_words(period: Period, which: str) -> str:
    """That clocks skip all of the range, so that no call can be in it; empty for any other."""
    if period.skipped is None:
        return ""
    start, end = period.skipped
    first, last = (day_words(at.date(), at.date()) for at in (start, end))
    jump = f"on {first} they go from {start:%H:%M} to {end:%H:%M}"
    if first != last:
        jump = f"they go from {first} {start:%H:%M} to {last} {end:%H:%M}"
    return f"{which} lies in the time that clocks skip: {jump} ({period.zone.key})."


def _not_begun_words(period: Period, now: datetime, which: str) -> str:
    """That the range has not begun at ``now`` and when it will; empty once it has."""
    if period.has_begun(now):
        return ""
    start = period.start.astimezone(period.zone)
    begin = day_words(start.date(), start.date())
    at = "" if period.whole_days else f" at {start:%H:%M}"
    return f"{which} has not begun: it begins on {begin}{at} ({period.zone.key})."


def no_time_words(period: Period, now: datetime, which: str = "This range") -> str:
    """Why nothing can have happened in the range by ``now``; empty where something can."""
    return _skipped_words(period, which) or _not_begun_words(period, now, which)


def so_far_words(period: Period, now: datetime) -> str:
    """Which days of the range are in at ``now`` and which have not begun; empty without such."""
    today = now.astimezone(period.zone).date()
    if no_time_words(period, now) or today >= period.last_day:
        return ""
    there = day_words(period.first_day, today)
    to_come = day_words(today + ONE_DAY, period.last_day)
    have = "has" if today + ONE_DAY == period.last_day else "have"
    return f"So far: {there}, of which today is not over. {to_come} {have} not begun."


def progress_words(period: Period, now: datetime) -> tuple[str, ...]:
    """What of the range has not begun, or that clocks skip it; none for one that is over."""
    return tuple(filter(None, (no_time_words(period, now), so_far_words(period, now))))
