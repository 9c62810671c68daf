"""The notices of the page of groups: what is missing of which group."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.groups.loading import LoadedGroups
from components.groups.view_model import Groups
from components.shared import gap_notices, notices
from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_style
from telephony.xapi.errors import XapiError

DAY: Final = gap_notices.Unit("day", "Their columns are hatched.")


def of_groups(loaded: LoadedGroups, shown: Groups) -> None:
    """Groups without data, values that are missing, extensions that are counted twice."""
    for group in loaded.groups:
        if isinstance(group.now, XapiError):
            notices.missing_group(group.name, group.now)
    for number, answer in loaded.answers.items():
        name = next(group.name for group in loaded.groups if group.number == number)
        if not answer.complete:
            st.warning(
                f"**{literal(name)} is incomplete.** "
                f"{literal(' '.join(answer.quality.reasons(viewer_style())))}",
                icon=":material/data_alert:",
            )
    lost = [group.name for group in loaded.groups if isinstance(group.before, XapiError)]
    if lost:
        st.info(
            f"Without data to compare with: {literal(', '.join(lost))}.",
            icon=":material/compare_arrows:",
        )
    for sentence in shown.shared:
        st.caption(sentence)
