"""Where the numbers by the hour come from."""

from __future__ import annotations

from components.shared import provenance
from components.shared.provenance import Part
from components.shared.viewer_locale import viewer_count_of
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import Query, View


def show(context: Context, answer: HoursAnswer, query: Query, view: View) -> None:
    """The panel with the answer and the meaning of the metric shown."""
    hours_begun = viewer_count_of(len(answer.frame), "hour has begun", many="hours have begun")
    hours = (
        f"Hours are in the time zone {query.period.zone.key}. An average is the sum divided by the "
        "number of hours."
    )
    provenance.show(
        context,
        query,
        [Part("Shown", answer, [f"{hours_begun} in this range."])],
        [HOUR_METRICS[view.by_hour.value].help, hours],
    )
