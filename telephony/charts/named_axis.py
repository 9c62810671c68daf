"""An axis whose places have names: days, weeks, hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def named_axis(
    span: Sequence[float], at: Sequence[int], names: Sequence[str], **settings: Any
) -> dict[str, Any]:
    """An axis over ``span`` with names at some places, upright; without lines, not draggable."""
    return {
        "range": list(span),
        "tickvals": list(at),
        "ticktext": list(names),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickangle": 0,
        **settings,
    }
