"""What a trend is made of: the view's query, the period it is compared with, and their history."""

from __future__ import annotations

from datetime import datetime

from components.shared import history_loading
from components.shared.history_loading import WatchedHistory
from telephony.context import Context
from telephony.metrics.view_trend import cut_of
from telephony.periods.period import Period
from telephony.periods.ranges import resolve_range
from telephony.query.compared_range import compared_range
from telephony.query.view import Baseline, Query, View


def queries_of(context: Context, view: View, now: datetime) -> tuple[Query, Period | None]:
    """The view's query, and the period that it is compared with."""
    zone = context.zone_of(view)
    choice = compared_range(view.range, view.compared_with(Baseline.NONE), now, zone)
    return view.query(now, zone), resolve_range(choice, now, zone) if choice else None


def watch(context: Context, view: View, now: datetime) -> WatchedHistory:
    """The view's history under way, or a new one. Does not wait."""
    query, before = queries_of(context, view, now)
    return history_loading.watch(context, query, before, cut_of(view))
