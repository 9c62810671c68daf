"""The caches and the store: what they save, and how much is in them."""

from __future__ import annotations

from components.shared import headings, notices
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from components.status import words
from components.status.traffic import show_cards
from telephony.context import Context
from telephony.data_access.store.errors import StoreError


def show(context: Context) -> None:
    """Cards, and why history is not stored where it is not."""
    style, access = viewer_style(), context.access
    headings.section("Cache and store")
    shown = {"Store": words.store_state(access.store_activity, style)}
    try:
        shown["Size"] = words.store_size(access.measure_store(), style)
    except StoreError as error:
        shown["Size"] = "–", error.message
    show_cards(shown | words.cache_shares(access.activity.cache_lookups, style))
    with steady_place():
        notices.not_stored(access.store_notice)
