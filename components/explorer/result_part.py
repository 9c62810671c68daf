"""The part of the page with the result: when it is from, whether to trust it, rows and requests."""

from __future__ import annotations

from datetime import datetime

from streamlit.delta_generator import DeltaGenerator

from components.explorer import controls, findings, loading, pagination, requests, result, verdicts
from components.shared.steady_place import steady_place
from telephony.context import Context
from telephony.explore.exploration import Exploration
from telephony.odata.errors import QueryTextError


def show(
    context: Context, exploration: Exploration, now: datetime, updated: DeltaGenerator
) -> None:
    """The result below the editors; ``updated`` is the place of the progress and then the time."""
    try:
        with updated:  # so that nothing below moves
            loaded = loading.load(context, exploration, now)
    except QueryTextError:
        findings.not_sendable()
        return
    controls.show_last_updated(context, updated, loaded)
    with steady_place():
        verdicts.show(loaded)
    result.show(context, loaded)
    with steady_place():
        pagination.show(loaded)
    requests.show(context, loaded)
