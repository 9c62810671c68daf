"""Loads the answers of both call areas, which only an open part of the page asks for."""

from __future__ import annotations

from functools import partial

from streamlit.delta_generator import DeltaGenerator

from components.shared import notices, progress, waiting
from components.shared.steady_place import steady_place
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.export.workload import AreaAnswers, area_queries
from telephony.query.view import Query
from telephony.xapi.errors import NotReady, XapiError


def load_areas(
    context: Context, query: Query, slot: DeltaGenerator, directory: Directory, *, refresh: bool
) -> AreaAnswers | None:
    """The internal and the external calls; None once the page says why there are none."""
    request = context.access.request_extensions
    pending = [
        waiting.request(partial(request, each, refresh=refresh)) for each in area_queries(query)
    ]
    progress.wait_for(context, slot, *pending)
    try:
        internal, external = (each.answer(NotReady()) for each in pending)
    except XapiError as error:
        notices.failure(error)
        return None
    with steady_place():
        for answer in (internal, external):
            notices.partial(answer, directory)
    return AreaAnswers(internal, external)
