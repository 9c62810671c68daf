"""Where the numbers by the hour come from."""

from __future__ import annotations

from components.shared import provenance
from components.shared.provenance import Part
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.formatting.numbers import count_of
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import Query, View


def show(context: Context, answer: HoursAnswer, query: Query, view: View) -> None:
    """The panel with the answer and the meaning of the metric shown."""
    begun = f"{count_of(len(answer.frame), 'hour')} of the range have begun."
    hours = (
        f"Hours are those of {query.period.zone.key}. An average is the sum of the hours divided "
        "by how many of them there were."
    )
    provenance.show(
        context,
        query,
        [Part("Shown", answer, [begun])],
        [HOUR_METRICS[view.by_hour.value].help, hours],
    )
