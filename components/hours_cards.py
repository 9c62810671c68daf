"""The answer first: the busiest hour, the mean of an hour, and how much lies in working hours."""

from __future__ import annotations

import streamlit as st

from components.hours_drawn import Drawn
from components.scorecard import card_html
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
    metric = HOUR_METRICS[key]
    counted, everywhere = sums(drawn.day), sums(drawn.everywhere)
    total = total_words(counted.total, key, style)
    mean = formats.NONE
    if counted.mean is not None:
        unit = " min" if metric.unit is Unit.TALK else ""
        mean = f"{formats.decimal(in_unit(counted.mean, key), 1, style)}{unit}"
    hours = "hour that counts" if counted.hours == 1 else "hours that count"
    said = f"{total} in {formats.count(counted.hours, style)} {hours}"
    if counted.unknown:
        said += f", incomplete: {formats.count(counted.unknown, style)} unknown"
    cards = [
        _busiest(drawn, key, style),
        card_html("mean", f"{metric.label} an hour", mean, (said,), metric.help),
    ]
    if view.hours is not None and counted.hours and everywhere.total:
        share = formats.percent(counted.total / everywhere.total, style)
        said = f"{total} of {total_words(everywhere.total, key, style)}"
        if everywhere.unknown:
            said += ", incomplete"
        cards.append(card_html("inside", "In the working hours", share, (said,)))
    st.html(f'<div class="cards few">{"".join(cards)}</div>')


def _busiest(drawn: Drawn, key: str, style: Separators) -> str:
    top = busiest(drawn.week)
    value, said = formats.NONE, "nothing in any hour"
    if top is not None:
        value = when_shortly(top)
        said = f"{mean_words(top['mean'], key, style)}, {such_hours(top['hours'], style)}"
    return card_html("busiest", "Busiest hour of the week", value, (said,))
