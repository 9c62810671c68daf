"""The answer first: the busiest hour, the mean of an hour, and how much lies in working hours."""

from __future__ import annotations

import streamlit as st

from components.hours.view_model import Drawn
from components.shared.cards import card_html
from telephony.charts.hours.labels import in_unit, mean_words, over_hours, total_words, when_shortly
from telephony.formatting import numbers
from telephony.formatting.numbers import Separators
from telephony.formatting.units import Unit
from telephony.metrics.hours import busiest, sum_cells
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import View


def show(drawn: Drawn, view: View, style: Separators) -> None:
    """One row of cards; the share of the working hours only where some are chosen."""
    key = view.by_hour.value
    metric = HOUR_METRICS[key]
    counted, everywhere = sum_cells(drawn.day), sum_cells(drawn.everywhere)
    total = total_words(counted.total, key, style)
    mean = numbers.NONE
    if counted.mean is not None:
        unit = " min" if metric.unit is Unit.TALK else ""
        mean = f"{numbers.decimal(in_unit(counted.mean, key), 1, style)}{unit}"
    hours = numbers.count_of(counted.hours, "hour that counts", style, many="hours that count")
    said = f"{total} in {hours}"
    if counted.unknown:
        said += f", incomplete: {numbers.count(counted.unknown, style)} unknown"
    cards = [
        _busiest(drawn, key, style),
        card_html("mean", f"{metric.label} an hour", mean, (said,), metric.help),
    ]
    if view.hours is not None and counted.hours and everywhere.total:
        share = numbers.percent(counted.total / everywhere.total, style)
        said = f"{total} of {total_words(everywhere.total, key, style)}"
        if everywhere.unknown:
            said += ", incomplete"
        cards.append(card_html("inside", "In the working hours", share, (said,)))
    st.html(f'<div class="cards few">{"".join(cards)}</div>')


def _busiest(drawn: Drawn, key: str, style: Separators) -> str:
    top = busiest(drawn.week)
    value, said = numbers.NONE, "nothing in any hour"
    if top is not None:
        value = when_shortly(top)
        said = f"{mean_words(top['mean'], key, style)} {over_hours(top['hours'], style)}"
    return card_html("busiest", "Busiest hour of the week", value, (said,))
