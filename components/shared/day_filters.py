"""The filters of pages that count days and hours: working hours, holidays, time zone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from components.shared import working_hours, zone_select
from components.shared.filter_chips import Chip
from telephony.context import Context
from telephony.periods.working_hours_text import working_hours_words
from telephony.query.view import View


def controls(context: Context, view: View) -> None:
    """The widgets. A choice is in the address before the next run."""
    working_hours.control(context, view)
    working_hours.remarks(context, view)
    zone_select.show(context, view)


def chips(view: View) -> list[Chip]:
    """The active ones. Another time zone filters nothing."""
    chips = []
    if view.hours is not None:
        label = f"{working_hours_words(view.hours)} only"
        chips.append(Chip("hours", label, partial(replace, hours=None), "Count all hours"))
    if not view.holidays:
        every_day = partial(replace, holidays=True)
        chips.append(Chip("holidays", "without holidays", every_day, "Count holidays"))
    return chips
