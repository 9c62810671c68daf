"""Calls per extension, by direction, answered and unanswered."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from telephony.charts.figure import ChartOptions
from telephony.charts.labels import plain_name
from telephony.charts.overview import bars, rows
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.frames.columns import COUNTS
from telephony.metrics.frame_view import FrameOrView, FrameView
from telephony.metrics.registry import METRICS, label_of
from telephony.query.view import BarOrder, Direction

# In the order of stacking: answered first, so that its lengths share a baseline.
_PARTS: Final = tuple(
    bars.Part(key, METRICS[key].label, hatched=key.endswith("_unanswered")) for key in COUNTS
)
_HEADING: Final = "Calls per extension"


def volume(  # noqa: PLR0913  # the frame, and how it is shown
    frame: FrameOrView,
    *,
    direction: Direction,
    selected: frozenset[str],
    show_all: bool,
    style: LocaleStyle = ENGLISH,
    order: BarOrder = BarOrder.CALLS,
) -> go.Figure:
    """Bars of calls, stacked by direction and answered or not, the first of the order on top.

    ``frame`` is derived for the direction. Above 26 extensions: the top 25, the selected, and
    "n others" as one bar, unless ``show_all``: then each has a row, and the figure is as high as
    they need, in a container that scrolls. An unreadable count adds nothing to its bar; the hover
    shows "?".
    """
    options = ChartOptions(direction, selected, show_all, style, order)
    return bars.stacked_bars(
        frame, _PARTS, bars.Measure(_HEADING, label_of("calls", direction)), options
    )


def describe_volume(
    frame: FrameOrView, *, direction: Direction, style: LocaleStyle = ENGLISH
) -> str:
    """The chart in a sentence, for screen readers."""
    columns = FrameView.of(frame)
    calls = rows.sum_columns(columns, COUNTS, direction)
    where = numbers.count_of(len(frame), "extension", style)
    if not calls.any():
        alone = rows.ONLY_TALK if rows.talk_alone(columns, direction) else ""
        return f"{_HEADING}: no calls{alone} at {where}."
    first = int(rows.order_by_calls(columns, direction)[0])
    most, whole = float(calls[first]), float(calls.sum())
    return (
        f"{_HEADING}: {numbers.count_of(int(whole), 'call', style)} at {where}, most at "
        f"{plain_name(columns, first)} with {numbers.count(int(most), style)} "
        f"({numbers.percent(most / whole, style)})."
    )
