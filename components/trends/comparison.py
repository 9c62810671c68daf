"""The numbers of the range beside those of the compared one."""

from __future__ import annotations

import streamlit as st

from components.shared import chart_table
from components.shared.history_loading import LoadedHistory
from components.shared.viewer_locale import viewer_style
from components.trends.view_model import ViewModel
from telephony.periods.period import period_words
from telephony.query.view import View
from telephony.tables.trends import comparison_table


def show(model: ViewModel, loaded: LoadedHistory, view: View) -> None:
    """The table, and which days it counts; nothing where nothing is compared."""
    compared, before = model.compared, loaded.before
    if compared is None or before is None:
        return
    style = viewer_style()
    if compared.days:
        now = period_words(loaded.query.period, viewer_style())
        table = comparison_table(
            compared, now, period_words(before, viewer_style()), view.direction, style
        )
        chart_table.show(
            table, table.columns[1:3], "compared_numbers", "Both ranges", height="content"
        )
    left_out = " Days that the charts leave out are among them." if model.days.left_out else ""
    st.caption(compared.words(style) + left_out)
