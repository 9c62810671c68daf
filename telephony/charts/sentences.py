"""Pieces of the sentences that stand for a chart where nobody sees it."""

from __future__ import annotations

from telephony.formatting import numbers
from telephony.formatting.numbers import Separators
from telephony.formatting.text import clean, for_display
from telephony.metrics.frame_view import FrameView


def calls(number: float, style: Separators) -> str:
    """``1 call``, ``1,234 calls``."""
    return f"{numbers.count(int(number), style)} call{'' if number == 1 else 's'}"


def extensions(number: int, style: Separators) -> str:
    """``1 extension``, ``26 extensions``."""
    return f"{numbers.count(number, style)} extension{'' if number == 1 else 's'}"


def name(columns: FrameView, place: int) -> str:
    """The extension at that position of the frame; outside of plotly nothing is escaped."""
    number = clean(str(columns.values("extension")[place]))
    called = for_display(clean(str(columns.values("display_name")[place])))
    return f"{called} ({number})" if called else number
