"""The cards: all talk time, the busiest fifth, the effective number of people, Gini."""

from __future__ import annotations

import streamlit as st

from components.shared.cards import card_html
from telephony.formatting import numbers
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import FORMATS
from telephony.metrics.page_metrics import LOAD_METRICS
from telephony.metrics.registry import METRICS
from telephony.metrics.workload import Workload


def show(load: Workload, style: LocaleStyle) -> None:
    """One row of cards."""
    busiest = load.busiest
    known = load.everyone - load.unknown
    share = numbers.NONE if busiest is None else numbers.percent(busiest.share, style)
    few = ""
    if busiest is not None:
        everyone = numbers.count_of(busiest.everyone, "extension", style)
        few = f"{numbers.count(busiest.few, style)} of {everyone}"
    talk = METRICS["talk"]
    all_talk = numbers.UNKNOWN
    if known or not load.everyone:
        all_talk = FORMATS[talk.unit].card(style)(load.talk)
    unknown = ""
    if load.unknown:
        unknown = f"unknown for {numbers.count_of(load.unknown, 'extension', style)}"
    people = f"of {numbers.count_of(known, 'extension', style)}" if known else ""
    cards = [
        card_html("talk", talk.label, all_talk, (unknown,), talk.help),
        card_html("busiest", "Busiest fifth", share, (few,)),
        _number("effective_people", load.effective_people, people, style),
        _number("gini", load.gini, "0: all the same, 1: one has all", style),
    ]
    st.html(f'<div class="cards">{"".join(cards)}</div>')


def _number(key: str, value: float | None, note: str, style: LocaleStyle) -> str:
    metric = LOAD_METRICS[key]
    words = numbers.NONE if value is None else FORMATS[metric.unit].card(style)(value)
    return card_html(key, metric.label, words, (note,), metric.help)
