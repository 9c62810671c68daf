"""The figures of a view and of its comparison period, with progress while they are on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streamlit.delta_generator import DeltaGenerator

from components.shared import notices, progress, waiting
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.periods.period import Period
from telephony.periods.ranges import previous_period
from telephony.query.view import Query, View
from telephony.xapi.errors import NotReady, XapiError


@dataclass(frozen=True)
class Loaded:
    """What a page draws from: the answer, the answer of the period before, or why there is none.

    Neither of the last two where clocks skip the period before.
    """

    query: Query
    answer: ExtensionsAnswer
    before: Period
    previous: ExtensionsAnswer | None
    previous_error: XapiError | None

    @property
    def version(self) -> tuple[object, ...]:
        """Equal for equal figures, whatever their number."""
        compared = self.previous.version if self.previous else ()
        return self.answer.version, compared, self.query, self.before


def load(context: Context, view: View, now: datetime, slot: DeltaGenerator) -> Loaded | None:
    """The view's values; None once the page says why there are none. ``slot``: for progress."""
    query = view.query(now, context.zone)
    refresh = progress.refresh_wanted()
    asked = context.access.request_extensions(query, refresh=refresh)
    # compared up to the moment the figures are of, so that both stop at the same elapsed part
    before = previous_period(view.range, asked.as_of, context.zone)
    compared = None
    if not before.skipped:
        compared = context.access.request_extensions(
            Query(query.groups, before, query.area), refresh=refresh
        )
    waiting.leave_earlier()
    progress.wait_for(context, slot, asked, *([] if compared is None else [compared]))
    try:
        answer = asked.answer(NotReady())
    except XapiError as error:
        notices.failure(error)
        return None
    try:
        previous = None if compared is None else compared.answer(NotReady())
        return Loaded(query, answer, before, previous, None)
    except XapiError as error:
        return Loaded(query, answer, before, None, error)
