"""The answer first: the busiest hour, the mean of an hour, and how much lies in working hours."""

from __future__ import annotations

import streamlit as st

from components.hours_drawn import Drawn
from components.literal import literal
from telephony import formats
from telephony.charts.hour_cells import (
    in_unit,
    mean_words,
    such_hours,
    total_words,
    when_shortly,
)
from telephony.formats import Separators
from telephony.metrics import Unit
from telephony.metrics.hour_sums import sums
from telephony.metrics.hours import HOUR_METRICS, busiest
from telephony.query import View


def show(drawn: Drawn, view: View, style: Separators) -> None:
    """One row of cards; the share of the working hours only where some are chosen."""
    key = view.by_hour.value
    counted, everywhere = sums(drawn.day), sums(drawn.everywhere)
    top = busiest(drawn.week)
    hours = formats.count(counted.hours, style)
    with st.container(horizontal=True, gap="small", key="hour_cards"):
        if top is None:
            _card("busiest", "Busiest hour of the week", formats.NONE, "nothing in any hour")
        else:
            said = f"{mean_words(top['mean'], key, style)}, {such_hours(top['hours'], style)}"
            _card("busiest", "Busiest hour of the week", when_shortly(top), said)
        mean = formats.NONE
        if counted.mean is not None:
            unit = " min" if HOUR_METRICS[key].unit is Unit.TALK else ""
            mean = f"{formats.decimal(in_unit(counted.mean, key), 1, style)}{unit}"
        said = f"{total_words(counted.total, key, style)} in {hours} hours that count"
        _card("mean", f"{HOUR_METRICS[key].label} an hour", mean, said)
        if view.hours is not None and counted.hours and everywhere.total:
            share = formats.percent(counted.total / everywhere.total, style)
            said = (
                f"{total_words(counted.total, key, style)} of "
                f"{total_words(everywhere.total, key, style)}"
            )
            _card("inside", "In the working hours", share, said)


def _card(name: str, label: str, value: str, detail: str) -> None:
    with st.container(border=True, key=f"hour_card_{name}", height="stretch", gap="xxsmall"):
        st.metric(label, literal(value))
        st.caption(literal(detail))
