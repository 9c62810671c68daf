"""What the trends say about days that are missing, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import streamlit as st

from components import trends_loading
from components.literal import literal
from components.trends_drawn import Drawn
from components.trends_loading import Loaded
from telephony.calendar_days import ONE_DAY, day_words
from telephony.data_access.history import Gap, History
from telephony.events import Events
from telephony.query import View
from telephony.xapi.errors import XapiError

_MOST_NOTES: Final = 5
"""Of oddities told at once; "Where these figures come from" has them all."""
_MOST_SPANS: Final = 4
"""Of days named one by one; the chart marks them all."""


def failed_whole(history: History) -> XapiError | None:
    """Why nothing at all can be drawn; None when something can."""
    if history.held or not history.buckets:
        return None
    return next((gap.error for gap in history.gaps if gap.error is not None), None)


def missing(loaded: Loaded) -> None:
    """Days without figures: by cause where they failed, else as cancelled; and odd answers."""
    history = loaded.history
    if history.notes:
        notes = " ".join(history.notes[:_MOST_NOTES])
        st.warning(f"**The figures may be incomplete.** {literal(notes)}")
    zone = loaded.query.period.zone
    causes: dict[str, list[Gap]] = {}
    for gap in history.gaps:
        if gap.error is not None:
            causes.setdefault(gap.error.headline, []).append(gap)
    total = len(history.buckets)
    for headline, gaps in causes.items():
        days = [gap.bucket.start.astimezone(zone).date() for gap in gaps]
        error = gaps[0].error
        advice = error.advice if error else ""
        st.warning(
            f"**{_count(days, total)} could not be had** ({literal(spans(days))}). "
            f"{literal(headline)} {literal(advice)}",
            icon=":material/error:",
        )
    if loaded.previous is not None and loaded.previous.gaps:
        compared = len(loaded.previous.buckets)
        st.info(
            f"{compared - len(loaded.previous.held):,} of the {compared:,} days compared with "
            "have no figures.",
            icon=":material/compare_arrows:",
        )
    unasked = {gap.bucket for gap in history.gaps if gap.error is None}
    if unasked:
        days = [bucket.start.astimezone(zone).date() for bucket in unasked]
        st.info(
            f"**{_count(days, total)} are not there yet** ({literal(spans(days))}): the rest was "
            "cancelled. Their columns are hatched.",
            icon=":material/hourglass_disabled:",
        )
        st.button("Get the rest", key="go_on", on_click=trends_loading.go_on)


def not_recorded(drawn: Drawn) -> None:
    """The range begins before the records do."""
    trend = drawn.over.trend
    if trend.first_recorded is None:
        return
    first = trend.first_recorded.astimezone(trend.zone).date()
    st.info(
        f"The PBX knows no call before {day_words(first, first)} here: what lies before is "
        "missing, not quiet. Records begin when a PBX is set up, and old ones may be purged.",
        icon=":material/history_toggle_off:",
    )


def nobody(drawn: Drawn, loaded: Loaded, view: View) -> None:
    """None of the extensions in the answer is one that the view is about."""
    if drawn.rows or loaded.history.frame.empty:
        return
    what = f"extension {view.trend.extension}" if view.trend.extension else "such an extension"
    st.info(f"There is no {literal(what)} here in this range.", icon=":material/search_off:")


def events(found: Events) -> None:
    """Lines of the company's own table of days that cannot be read."""
    if found.problems:
        lines = "\n".join(f"- {literal(problem)}" for problem in found.problems)
        st.warning(f"Some days are not marked:\n{lines}", icon=":material/event_busy:")


def spans(days: Iterable[date]) -> str:
    """Days as spans: ``3–5 Mar 2026, Mon 9 Mar 2026``; of more than a few, the last ones."""
    found = list(_runs(sorted(set(days))))
    words = [day_words(first, last) for first, last in found[-_MOST_SPANS:]]
    before = len(found) - len(words)
    return ", ".join([*([f"{before} more spans"] if before else []), *words])


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    first = last = None
    for day in days:
        if first is None or last is None:
            first = last = day
        elif day == last + ONE_DAY:
            last = day
        else:
            yield first, last
            first = last = day
    if first is not None and last is not None:
        yield first, last


def _count(days: Iterable[date], total: int) -> str:
    many = len(set(days))
    return f"{many:,} of {total:,} day{'s' if total > 1 else ''}"
