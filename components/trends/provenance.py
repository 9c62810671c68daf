"""Where the numbers of a trend come from."""

from __future__ import annotations

from components.shared import provenance
from components.shared.history_loading import LoadedHistory
from components.shared.provenance import Part
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.answers.history import History
from telephony.context import Context
from telephony.metrics.registry import METRICS
from telephony.metrics.trends import KEYS
from telephony.periods.period import period_words
from telephony.periods.working_hours import WorkingHours
from telephony.periods.working_hours_text import working_hours_words


def show(context: Context, loaded: LoadedHistory) -> None:
    """The panel with the shown and the compared history."""
    parts = [_part("Shown", loaded.history)]
    if loaded.previous is not None and loaded.before is not None:
        parts.append(
            _part(f"Compared with: {period_words(loaded.before, viewer_style())}", loaded.previous)
        )
    hours = "midnight to midnight"
    if isinstance(loaded.cut, WorkingHours):
        hours = working_hours_words(loaded.cut)
    days = (
        f"Each day is requested on its own, {hours} in {loaded.query.period.zone.key}, and stored "
        "once it is over."
    )
    provenance.show(context, loaded.query, parts, [days, *(METRICS[key].help for key in KEYS)])


def _part(title: str, history: History) -> Part:
    days = viewer_count_of(len(history.buckets), "day")
    return Part(title, history, [f"{viewer_count(len(history.held))} of {days} have data."])
