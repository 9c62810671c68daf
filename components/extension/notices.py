"""The notices of the page of one extension: which of its days are missing, and why."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.extension import loading
from components.shared import gap_notices, notices
from components.shared.history_loading import LoadedHistory
from components.shared.viewer_locale import viewer_count, viewer_count_of

DAY: Final = gap_notices.Unit("day", "Their columns are hatched.")


def of_days(loaded: LoadedHistory) -> None:
    """Days that are incomplete or have no data, in the range and before it."""
    history, reference, zone = loaded.history, loaded.compared, loaded.query.period.zone
    notices.incomplete(history.quality)
    gap_notices.incomplete(history, zone, DAY)
    gap_notices.missing(history, zone, DAY, loading.forget_days)
    lacking = len(reference.buckets) - len(reference.complete_buckets)
    if lacking:
        days = viewer_count_of(len(reference.buckets), "day")
        verb = "lacks" if lacking == 1 else "lack"
        st.info(
            f"Of the {days} before that these are compared with, "
            f"{viewer_count(lacking)} {verb} values.",
            icon=":material/compare_arrows:",
        )
