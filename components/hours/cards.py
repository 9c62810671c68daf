"""The cards: the busiest hour, the average of an hour, and the share within working hours."""

from __future__ import annotations

import streamlit as st

from components.hours.view_model import ViewModel
from components.shared.cards import card_html
from telephony.formatting import numbers
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import Unit
from telephony.metrics.hour_words import in_unit, mean_words, over_hours, total_words, when_shortly
from telephony.metrics.hours import busiest, sum_cells
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import View


def show(model: ViewModel, view: View, style: LocaleStyle) -> None:
    """Show one row of cards; the share within working hours only where some are chosen."""
    key = view.by_hour.value
    metric = HOUR_METRICS[key]
    counted, everywhere = sum_cells(model.day), sum_cells(model.everywhere)
    total = total_words(counted.total, key, style)
    mean = numbers.NONE
    if counted.mean is not None:
        unit = " min" if metric.unit is Unit.TALK else ""
        mean = f"{numbers.decimal(in_unit(counted.mean, key), 1, style)}{unit}"
    hours = numbers.count_of(counted.hours, "hour", style)
    note = f"{total} over {hours}"
    if counted.unknown:
        note += f", incomplete: {numbers.count(counted.unknown, style)} unknown"
    cards = [
        _busiest(model, key, style),
        card_html("mean", f"{metric.label} an hour", mean, (note,), metric.help),
    ]
    if view.hours is not None and counted.hours and everywhere.total:
        share = numbers.percent(counted.total / everywhere.total, style)
        note = f"{total} of {total_words(everywhere.total, key, style)}"
        if everywhere.unknown:
            note += ", incomplete"
        cards.append(card_html("inside", "Within working hours", share, (note,)))
    st.html(f'<div class="cards few">{"".join(cards)}</div>')


def _busiest(model: ViewModel, key: str, style: LocaleStyle) -> str:
    top = busiest(model.week)
    value, note = numbers.NONE, "no calls in any hour"
    if top is not None:
        value = when_shortly(top)
        note = f"{mean_words(top['mean'], key, style)} {over_hours(top['hours'], style)}"
    return card_html("busiest", "Busiest hour of the week", value, (note,))
