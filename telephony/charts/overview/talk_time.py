"""Talk time per extension, by direction."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from telephony.charts import figure
from telephony.charts.figure import ChartOptions
from telephony.charts.labels import plain_name
from telephony.charts.overview import bars, rows
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.frames.columns import TALKS
from telephony.metrics.frame_view import FrameOrView, FrameView
from telephony.metrics.registry import METRICS, label_of
from telephony.query.view import BarOrder, Direction

_PARTS: Final = (
    bars.Part("inbound_talk_us", METRICS["inbound_talk"].label),
    bars.Part("outbound_talk_us", METRICS["outbound_talk"].label),
)
_HEADING: Final = "Talk time per extension"


def talk_time(  # noqa: PLR0913  # the frame, and how it is shown
    frame: FrameOrView,
    *,
    direction: Direction,
    selected: frozenset[str],
    show_all: bool,
    style: LocaleStyle = ENGLISH,
    order: BarOrder = BarOrder.CALLS,
) -> go.Figure:
    """Bars of talk time, stacked by direction, in the rows and the order of the calls chart.

    ``frame`` is derived for the direction. An unreadable talk time adds nothing to its bar;
    the hover shows "?".
    """
    longest = rows.sum_columns(FrameView.of(frame), TALKS, direction).max(initial=0)
    unit, divisor = figure.time_unit(float(longest))
    measure = bars.Measure(_HEADING, label_of("talk", direction), unit, divisor)
    return bars.stacked_bars(
        frame, _PARTS, measure, ChartOptions(direction, selected, show_all, style, order)
    )


def describe_talk_time(
    frame: FrameOrView, *, direction: Direction, style: LocaleStyle = ENGLISH
) -> str:
    """The chart in a sentence, for screen readers."""
    columns = FrameView.of(frame)
    talk = rows.sum_columns(columns, TALKS, direction)
    where = numbers.count_of(len(frame), "extension", style)
    if not talk.any():
        return f"{_HEADING}: none at {where}."
    first = int(talk.argmax())
    most, whole = float(talk[first]), float(talk.sum())
    return (
        f"{_HEADING}: {numbers.clock(whole)} at {where}, longest at "
        f"{plain_name(columns, first)} with {numbers.clock(most)} "
        f"({numbers.percent(most / whole, style)})."
    )
