"""The cards on top: the answer first, each against the period before."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from telephony.metrics.scorecard import Card


def show(cards: Iterable[Card]) -> None:
    """Four cards side by side where there is room for them, styled by styles.css.

    One element for all of them: as Streamlit's own metrics, captions and borders they would be
    half of what the page sends.
    """
    st.html(f'<div class="cards">{"".join(map(_card, cards))}</div>')


def _card(card: Card) -> str:
    return card_html(card.key, card.label, card.value, (card.change.text, card.detail), card.help)


def card_html(key: str, label: str, value: str, lines: Iterable[str], meaning: str = "") -> str:
    """One card for ``st.html``: a value under its label, lines below it, its meaning as a hint."""
    details = "".join(f'<p class="card-line">{escape(line)}</p>' for line in lines if line)
    mark = (
        f'<span class="card-help" role="note" tabindex="0" aria-label="{escape(meaning)}"></span>'
        if meaning
        else ""
    )
    return (
        f'<div class="card" data-card="{escape(key)}">'
        f'<div class="card-label">{escape(label)}{mark}</div>'
        f'<div class="card-value">{escape(value)}</div>{details}</div>'
    )
