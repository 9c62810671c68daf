"""Where the table is sorted by a rate: what such an order is worth, and where to see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from components.shared import page_links
from components.shared.viewer_locale import viewer_style
from telephony.formatting.fixed_texts import localise_percents
from telephony.query.view import Direction, View

_SIDES: Final = {"pick_up_rate": Direction.INBOUND, "connect_rate": Direction.OUTBOUND}
_WORDS: Final = "An order by rates is partly chance: see each rate with its 95 % interval"


def show_link(view: View) -> None:
    """A link to the rates with their intervals; nothing where the order is another one."""
    side = _SIDES.get(view.sort.column)
    if side is not None:
        page_links.show(
            localise_percents(_WORDS, viewer_style()), "rates", replace(view, direction=side)
        )
