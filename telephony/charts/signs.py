"""Signs that are written into the cells of a chart, such as those of gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def signs(x: Sequence[Any], y: Sequence[Any], texts: Sequence[str], **more: Any) -> dict[str, Any]:
    """A trace of the texts at these places, and ``more`` of its settings; "" is no sign.

    Of the signs alone: a point that was drawn without a text gets none in a later drawing either.
    """
    signed = [place for place in zip(x, y, texts, strict=True) if place[2]]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [across for across, _, _ in signed],
        "y": [up for _, up, _ in signed],
        "text": [text for _, _, text in signed],
        "textfont": {"size": 12},  # in the theme's colour, which can be read
        "hoverinfo": "skip",
        **more,
    }
