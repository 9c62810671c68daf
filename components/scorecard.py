"""The cards on top: the answer first, each against the period before."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from telephony.metrics.scorecard import Card


def show(cards: Iterable[Card]) -> None:
    """Four cards side by side where there is room for them, looking as look.css says.

    One element for all of them: as Streamlit's own metrics, captions and borders they would be
    half of what the page sends.
    """
    st.html(f'<div class="cards">{"".join(map(_card, cards))}</div>')


def _card(card: Card) -> str:
    lines = "".join(
        f'<p class="card-line">{escape(line)}</p>'
        for line in (card.change.text, card.detail)
        if line
    )
    return (
        f'<div class="card" data-card="{escape(card.key)}">'
        f'<div class="card-label">{escape(card.label)}'
        f'<span class="card-help" role="note" tabindex="0" aria-label="{escape(card.help)}">'
        f'</span></div><div class="card-value">{escape(card.value)}</div>{lines}</div>'
    )
