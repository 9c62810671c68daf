"""The days of the range as far as they are stored: nothing is requested or waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from components.overview import view_model
from components.overview.table import DayLines
from components.shared import sparkline
from components.shared.answers_loading import LoadedAnswers
from components.shared.history_loading import LoadedHistory
from components.shared.memo import memoized
from telephony.answers.history import History
from telephony.charts.palette import BOTH, SERIES
from telephony.context import Context
from telephony.data_access.pending import PendingHistory
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import FORMATS
from telephony.metrics.registry import METRICS
from telephony.metrics.stored_days import Line, calls_by_day, lines_of
from telephony.periods.buckets import Grain
from telephony.query.view import Direction, Query, View

_FEWEST: Final = 2  # days: one is no line
_MOST: Final = 92  # days: for more a card has no room
_MOST_BUCKETS: Final = 400
"""Over all groups: more would take longer to read than the page."""
_MOST_CELLS: Final = 20_000
"""Extensions × days in the table."""
_LOOK_AGAIN_SECONDS: Final = 1.0
_CACHED: Final = 50
_AWAITED: Final = "overview_days"


def request(context: Context, query: Query) -> PendingHistory | None:
    """Begin to read what is stored of the days; None where no line is drawn of them.

    Early, so that it is read while the rest is loaded and built. What an earlier run of this query
    did not wait for is taken up again.
    """
    awaited: tuple[Query, PendingHistory | None] | None = st.session_state.pop(_AWAITED, None)
    if awaited is not None and awaited[0] == query:
        return awaited[1]
    days = (query.period.last_day - query.period.first_day).days + 1
    if not _FEWEST <= days <= _MOST or days * len(query.groups) > _MOST_BUCKETS:
        return None
    return context.access.request_stored_history(query, Grain.DAY)


def is_read(pending: PendingHistory | None) -> bool:
    """Whether all that is stored is read; also where nothing is to be read."""
    return pending is None or pending.wait(0)


def read_by_now(pending: PendingHistory | None) -> History | None:
    """What is stored; None where nothing is, or it is not read yet."""
    if pending is None or not is_read(pending):
        return None
    history = pending.so_far()
    return history if history.held else None


def redraw_when_read(pending: PendingHistory | None, query: Query) -> None:
    """Draw the page once more when it is read.

    Last on the page: what stands before something and only now and then makes the browser build all
    below it anew.
    """
    st.session_state[_AWAITED] = query, pending
    st.fragment(_look_again, run_every=_LOOK_AGAIN_SECONDS)(pending)


def _look_again(pending: PendingHistory | None) -> None:
    if is_read(pending):
        st.rerun()


def card_lines(
    loaded: LoadedAnswers, history: History | None, view: View, style: LocaleStyle
) -> Mapping[str, str]:
    """A sparkline per metric, as HTML, of the extensions that the view shows."""
    if history is None:
        return {}
    shown = view_model.narrowed(loaded, view)
    lines = _lines(_of(loaded, history), view.direction, shown)
    return {key: _drawn(key, line, style) for key, line in lines.items()}


def table_lines(loaded: LoadedAnswers, history: History | None, direction: Direction) -> DayLines:
    """The calls of each extension by day; nothing where a day is missing or they are too many."""
    if history is None or len(loaded.answer.frame) * len(history.buckets) > _MOST_CELLS:
        return DayLines()
    return _by_extension(_of(loaded, history), direction)


def _of(loaded: LoadedAnswers, history: History) -> LoadedHistory:
    return LoadedHistory(loaded.query, history, None, None)


@memoized(_CACHED)
def _lines(
    days: LoadedHistory, direction: Direction, extensions: frozenset[str] | None
) -> Mapping[str, Line]:
    return lines_of(days.history, days.query.period.zone, direction, extensions)


@memoized(_CACHED)
def _by_extension(days: LoadedHistory, direction: Direction) -> DayLines:
    return DayLines((days.version, direction), calls_by_day(days.history, direction))


def _drawn(key: str, line: Line, style: LocaleStyle) -> str:
    known = [value for value in line if value is not None]
    if not known or key not in METRICS:
        return ""
    metric = METRICS[key]
    write = FORMATS[metric.unit].card(style)
    ends = (min(known), max(known))
    low, high = (write(value if metric.bottom else int(value)) for value in ends)
    color = SERIES.get(metric.top[0], BOTH)
    return sparkline.as_html(line, f"{metric.label} by day: {low} to {high}", color)
