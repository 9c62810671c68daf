"""The notices of Trends: which days are missing, and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import streamlit as st

from components.shared import gap_notices, history_loading, notices
from components.shared.history_loading import LoadedHistory
from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_count_of, viewer_style
from components.trends.view_model import ViewModel
from telephony.answers.extensions import NO_EXTENSIONS
from telephony.export.trends import nobody_words
from telephony.odata.filters import parse_filter
from telephony.periods.buckets import Cut, buckets_of
from telephony.periods.calendar import day_words
from telephony.periods.events import Events
from telephony.periods.update6 import break_words
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import View

_SHOWN: Final = "Their columns are hatched."
_RECORDS: Final = "records begin when a PBX is set up, and old ones may be purged."
_NO_CALLS: Final = (
    "There are no calls here in this range. Whether there were none or they are not "
    f"recorded cannot be told: {_RECORDS}"
)
_SENTIMENT: Final = "SentimentScore"


def unit_of(cut: Cut) -> gap_notices.Unit:
    """What the pieces of a range are called that are requested one by one."""
    several = isinstance(cut, WorkingHours) and not cut.once_a_day
    return gap_notices.Unit("shift" if several else "day", _SHOWN)


def missing(loaded: LoadedHistory) -> None:
    """Days that are incomplete or have no data, in the range and in the compared one."""
    history = loaded.history
    zone, unit = loaded.query.period.zone, unit_of(loaded.cut)
    notices.incomplete(history.quality)
    gap_notices.incomplete(history, zone, unit)
    gap_notices.missing(history, zone, unit, history_loading.forget)
    if loaded.previous is not None and not loaded.previous.complete:
        compared, lost = len(loaded.previous.buckets), len(loaded.previous.incomplete)
        gone = compared - len(loaded.previous.held)
        parts = [
            viewer_count_of(number, one, many=many)
            for number, one, many in (
                (gone, "has no data", "have no data"),
                (lost, "is incomplete", "are incomplete"),
            )
            if number
        ]
        st.info(
            f"Of the {viewer_count_of(compared, unit.name)} compared with, {' and '.join(parts)}.",
            icon=":material/compare_arrows:",
        )


def to_come(loaded: LoadedHistory, now: datetime) -> None:
    """Why there are no working hours to show, or no range to compare with."""
    if not loaded.history.buckets and isinstance(loaded.cut, WorkingHours):
        any_hours = bool(buckets_of(loaded.query.period, loaded.cut))
        st.info(
            "The working hours of this range have not begun. There is nothing to show yet."
            if any_hours
            else "This range has no working hours, so there is nothing to show.",
            icon=":material/event_upcoming:",
        )
    notices.compared_progress(loaded.query.period, loaded.before, now)


def not_recorded(model: ViewModel, loaded: LoadedHistory) -> None:
    """The range, or the compared one, begins before the records do, or has no call to tell by."""
    history = loaded.history
    if model.over.trend.first_recorded is not None and history.first_activity is None:
        if not history.frame.empty:
            st.info(_NO_CALLS, icon=":material/search_off:")
        return
    for trend in (model.over.trend, model.over.compared):
        if trend is not None and trend.first_recorded is not None:
            first = trend.first_recorded.astimezone(trend.zone).date()
            st.info(
                f"The PBX has no records before {day_words(first, first, viewer_style())} here. "
                f"Earlier days are missing data, not days without calls: {_RECORDS}",
                icon=":material/history_toggle_off:",
            )
            return


def newer_counting(day: date | None, loaded: LoadedHistory) -> None:
    """The range, or it and the compared one, lie on both sides of Update 6."""
    notices.not_comparable(
        break_words(day, filter(None, (loaded.query.period, loaded.before)), viewer_style())
    )


def no_match(model: ViewModel, loaded: LoadedHistory, view: View) -> None:
    """No extension in the answer matches the view, or there is none."""
    trend, history = model.over.trend, loaded.history
    nobody = history.frame.empty and history.complete and trend.frame["days_held"].sum()
    if note := NO_EXTENSIONS if nobody else nobody_words(trend, history, view):
        st.info(literal(note), icon=":material/search_off:")


def no_sentiment(loaded: LoadedHistory, view: View) -> None:
    """The filter uses sentiment, which several days together do not have."""
    several = len(loaded.history.buckets) > 1
    if several and view.filter and _SENTIMENT in parse_filter(view.filter).fields:
        st.info(
            "Sentiment cannot be summed over several days: the filter treats it as unknown here.",
            icon=":material/filter_alt:",
        )


def events(of_company: Events) -> None:
    """Lines of ``events.csv`` that cannot be read."""
    if of_company.problems:
        lines = "\n".join(f"- {literal(problem)}" for problem in of_company.problems)
        st.warning(f"Some days are not marked:\n{lines}", icon=":material/event_busy:")
