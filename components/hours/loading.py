"""The hours of a view from the PBX's hourly reports."""

from __future__ import annotations

from functools import partial

from streamlit.delta_generator import DeltaGenerator

from components.shared import progress, waiting
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.query.view import Query
from telephony.xapi.errors import NotReady, XapiError


def from_reports(context: Context, query: Query, slot: DeltaGenerator) -> HoursAnswer | XapiError:
    """The hourly reports' answer, or why there is none. ``slot`` is for the progress."""
    refresh = progress.refresh_wanted()
    pending = waiting.request(partial(context.access.request_hours, query, refresh=refresh))
    waiting.leave_earlier()
    progress.wait_for(context, slot, pending)
    try:
        return pending.answer(NotReady())
    except XapiError as error:
        return error
