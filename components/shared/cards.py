"""The cards on top: each value with its change since the period that is named above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared.literal_text import unbroken
from telephony.metrics.scorecard import Card


def show(
    cards: Sequence[Card],
    before: str = "",
    *,
    one_row: bool = False,
    lines: Mapping[str, str] | None = None,
    place: DeltaGenerator | None = None,
) -> DeltaGenerator:
    """Cards side by side as far as there is room for them, styled by styles.css.

    ``before``: what all of them are compared with, where no other line says it. ``lines``: a
    sparkline by a card's key, as HTML. ``place``: cards shown before, which these replace. Returns
    such a place. One element for all of it: as Streamlit's own metrics, captions and borders they
    would be half of what the page sends.
    """
    kind = "cards row" if one_row else "cards"
    named = compared_as_html(before) if before else ""
    drawn = "".join(_card(card, (lines or {}).get(card.key, "")) for card in cards)
    return (place or st).html(f'{named}<div class="{kind}">{drawn}</div>')


def compared_as_html(before: str) -> str:
    """The line that names what all changes are from."""
    return f'<p class="text small compared">{escape(before)}</p>'


def _card(card: Card, line: str) -> str:
    lines = (card.change.brief, card.detail, card.caution)
    return card_html(
        card.key, card.label, card.value, lines, card.help, few=bool(card.caution), line=line
    )


def card_html(  # noqa: PLR0913  # what a card is made of
    key: str,
    label: str,
    value: str,
    lines: Iterable[str],
    meaning: str = "",
    *,
    few: bool = False,
    line: str = "",
) -> str:
    """One card for ``st.html``: a value under its label, lines below it, its meaning as a hint.

    ``few``: the value is of few calls, so it is grey. ``line``: a sparkline, as HTML.
    """
    details = "".join(
        f'<p class="card-line">{escape(unbroken(line))}</p>' for line in lines if line
    )
    mark = (
        f'<span class="card-help" role="note" tabindex="0" aria-label="{escape(meaning)}"></span>'
        if meaning
        else ""
    )
    return (
        f'<div class="card" data-card="{escape(key)}"{" data-few" if few else ""}>'
        f'<div class="card-label">{escape(label)}{mark}</div>'
        f'<div class="card-value">{escape(value)}</div>{details}{line}</div>'
    )
