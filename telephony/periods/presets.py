"""Ranges by name that move with today, as calendar days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from telephony.periods.calendar import ONE_DAY, first_of_month, shift_range


class Preset(StrEnum):
    """A range by its name. Weeks begin on Monday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    LAST_7_DAYS = "last_7_days"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"

    @property
    def words(self) -> str:
        """The name on the page: ``last 7 days``."""
        return self.value.replace("_", " ")


_WHOLE_DAYS_BEFORE_TODAY = {
    Preset.YESTERDAY: 1,
    Preset.LAST_7_DAYS: 7,
    Preset.LAST_30_DAYS: 30,
    Preset.LAST_90_DAYS: 90,
}


def preset_days(preset: Preset, today: date) -> tuple[date, date, int]:
    """First and last day, and how many calendar months they stand for (0: they are days).

    A week, month or year that includes today goes to its end.
    """
    if preset is Preset.TODAY:
        return today, today, 0
    if preset in _WHOLE_DAYS_BEFORE_TODAY:
        return today - _WHOLE_DAYS_BEFORE_TODAY[preset] * ONE_DAY, today - ONE_DAY, 0
    if preset in (Preset.THIS_WEEK, Preset.LAST_WEEK):
        first, months = today - today.weekday() * ONE_DAY, 0
        last = first + 6 * ONE_DAY
    else:
        of_year = preset in (Preset.THIS_YEAR, Preset.LAST_YEAR)
        first, months = (
            today.replace(month=1 if of_year else today.month, day=1),
            12 if of_year else 1,
        )
        last = first_of_month(first, months) - ONE_DAY
    if preset in (Preset.LAST_WEEK, Preset.LAST_MONTH, Preset.LAST_YEAR):
        first, last = shift_range(first, last, months, -1)
    return first, last, months
