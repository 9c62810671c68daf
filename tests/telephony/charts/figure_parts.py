"""Derived frames for the charts, and readers of what a figure holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from telephony.metrics.extension_metrics import derive
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, row

WEEK_SECONDS = 7 * 86_400
NOBODY: frozenset[str] = frozenset()
BOTH = Direction.BOTH


def derived(rows: Iterable[dict[str, Any]], direction: Direction = BOTH) -> pd.DataFrame:
    return derive(frame(*rows), WEEK_SECONDS, direction)


def staff(count: int) -> list[dict[str, Any]]:
    """So many extensions from 100 on, the first with most calls, each with five kinds of them."""
    return [
        row(
            str(100 + place),
            f"Person {place}",
            ia=3 * (count - place),
            iu=2,
            oa=(count - place) // 2,
            ou=1,
            it=200 * (count - place),
            ot=90 * ((count - place) // 2),
        )
        for place in range(count)
    ]


def bars(figure: go.Figure) -> list[Any]:
    """The visible bars: those that the legend names."""
    return [trace for trace in figure.data if trace.showlegend is not False]


def touch(figure: go.Figure) -> Any:
    """The invisible bars that have the hover and take the click."""
    [trace] = [trace for trace in figure.data if trace.showlegend is False]
    return trace


def extensions(trace: Any) -> list[str]:
    return [point[0] for point in trace.customdata]


def texts(found: Any) -> list[str]:
    """Every text inside a figure's dict, wherever it stands."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, dict):
        return [text for value in found.values() for text in texts(value)]
    if isinstance(found, list | tuple):
        return [text for value in found for text in texts(value)]
    return []
