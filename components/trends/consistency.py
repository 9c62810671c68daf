"""Whether the values agree with each other and with the PBX's own total, and which do not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from components.shared import downloads, notices, waiting
from components.shared.history_loading import LoadedHistory
from components.shared.viewer_locale import viewer_count, viewer_count_of
from components.trends import view_model
from telephony.context import Context
from telephony.export.definitions import Mismatches, mismatches_export, mismatches_file_name
from telephony.formatting.text import for_display
from telephony.metrics.consistency import Mismatch, against_areas, against_total
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import CallArea, Query, View
from telephony.xapi.errors import NotReady, XapiError

_REQUESTED: Final = "trend_check_asked"
_CHECKED: Final = "trend_checked"
_MOST_ROWS: Final = 200
"""More than that have one cause in common, which the first rows show."""


def show(context: Context, loaded: LoadedHistory) -> Mismatches:
    """Show the badge and the button that requests the PBX's own total; returns the mismatches."""
    mismatches = view_model.mismatches(loaded)
    totals = _totals(context, loaded)
    rows = sorted((*mismatches, *(totals or ())), key=lambda row: bool(row.why))
    differing = Mismatches(tuple(rows), totals is not None, loaded.history, loaded.query)
    _badges(differing)
    why_not = _why_not(loaded)
    requests = len(loaded.query.groups) * len(_areas(loaded.query))
    st.button(
        "Check against the PBX's own total",
        key="check_total",
        type="tertiary",
        disabled=bool(why_not),
        help=why_not or f"Sends {viewer_count_of(requests, 'request')} to the PBX now.",
        on_click=_request_total,
        args=(loaded.query,),
    )
    return differing


def _badges(mismatches: Mismatches) -> None:
    faults = len(mismatches.faults)
    if faults:
        many = viewer_count_of(faults, "value disagrees", many="values disagree")
        st.badge(many, icon=":material/rule:", color="orange")
    elif mismatches.history.incomplete:
        st.badge("Values are incomplete", icon=":material/data_alert:", color="orange")
    else:
        with_total = (
            " with each other and with the PBX's own total" if mismatches.with_total else ""
        )
        st.badge(f"Values agree{with_total}", icon=":material/check:", color="green")
    if explained := len(mismatches.rows) - faults:
        st.badge(
            f"{viewer_count_of(explained, 'difference')} explained",
            icon=":material/info:",
            color="gray",
            help="They follow from how 3CX counts. The table below lists each with its reason.",
        )


def _request_total(query: Query) -> None:
    st.session_state[_REQUESTED] = query


def _why_not(loaded: LoadedHistory) -> str:
    """Why the days cannot be compared with a total; empty when they can."""
    history = loaded.history
    if isinstance(loaded.cut, WorkingHours):
        return "Working hours are shown; the total would cover all hours."
    if loaded.query.period.end > history.as_of:
        return "The range has not ended; the total would cover a different time."
    missing = len(history.buckets) - len(history.complete_buckets)
    return (
        f"{viewer_count_of(missing, 'day is', many='days are')} missing or incomplete."
        if missing
        else ""
    )


def _totals(context: Context, loaded: LoadedHistory) -> tuple[Mismatch, ...] | None:
    """The mismatches with the PBX's own totals; None before they were requested."""
    state = st.session_state
    if state.pop(_REQUESTED, None) == loaded.query:
        try:
            with st.spinner("Requesting the PBX's own total…"):
                state[_CHECKED] = (loaded.version, _compared(context, loaded))
        except XapiError as error:
            notices.failure(error)
    version, mismatches = state.get(_CHECKED, (None, None))
    return mismatches if version == loaded.version else None


def _compared(context: Context, loaded: LoadedHistory) -> tuple[Mismatch, ...]:
    access, query = context.access, loaded.query
    areas = [replace(query, area=area) for area in _areas(query)]
    request = partial(access.request_extensions, refresh=True, as_reported=True)
    pending = [waiting.request(partial(request, area)) for area in areas]
    waiting.wait_for(context, *pending)
    totals = [total.full_answer(NotReady()).frame for total in pending]
    mismatches = against_total(loaded.history, totals[0])
    return mismatches if len(totals) == 1 else mismatches + against_areas(*totals)


def _areas(query: Query) -> tuple[CallArea, ...]:
    """The call area itself; for all calls also the two that make them up."""
    return tuple(CallArea) if query.area is CallArea.ALL else (query.area,)


def table(context: Context, mismatches: Mismatches, view: View) -> None:
    """The rows that differ, and all of them as a file; nothing where all agree."""
    rows = mismatches.rows
    if not rows:
        return
    title = "Which values disagree" if mismatches.faults else "Which differences are explained"
    with st.expander(title, key="oddities", on_change="rerun") as opened:
        if not opened.open:
            return
        shown = rows[:_MOST_ROWS]
        st.dataframe(
            pd.DataFrame(
                {
                    "Where": [row.where for row in shown],
                    "Extension": [for_display(row.extension) for row in shown],
                    "Difference": [row.words for row in shown],
                    "Explanation": [row.why or "none found" for row in shown],
                }
            ),
            hide_index=True,
            alt=title,
        )
        if len(rows) > len(shown):
            st.caption(f"The first {viewer_count(len(shown))} of {viewer_count(len(rows))}.")
        make = partial(mismatches_export, mismatches, view)
        file = downloads.ExportFile(context, mismatches.provenance, make, mismatches_file_name)
        downloads.offer(file, "All values that differ.", of="_disagreeing")
