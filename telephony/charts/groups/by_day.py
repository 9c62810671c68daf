"""Calls by day of each group: small charts one below the other, which share their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.trends import step_figure
from telephony.charts.trends.axis import steps_axis
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of
from telephony.formatting.text import for_display
from telephony.metrics.registry import label_of
from telephony.metrics.step_words import state_words, step_words, value_words
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import Trend

_NOTHING: Final = "There is no group to show"
_PANEL, _GAP, _AXIS, _FOOT = 50, 28, 40, 8  # [px]
_LONGEST_NAME: Final = 36  # [letters] fits a phone


@dataclass(frozen=True)
class GroupDays:
    """One group's trend by day; all of them have the same days."""

    name: str
    trend: Trend


def groups_by_day(groups: Sequence[GroupDays], style: LocaleStyle = ENGLISH) -> go.Figure:
    """A row of bars per group, each with its own scale, whose end its title names.

    Faded bars are incomplete days; a hatched column has no data.
    """
    if not groups or not len(groups[0].trend):
        return figure.empty_figure(_NOTHING, figure.LOW)
    title = f"{label_of('calls', groups[0].trend.direction)} per day"
    # the days are on top: below many groups they would be out of sight
    above = figure.HEADING + _AXIS
    inside = len(groups) * (_GAP + _PANEL)
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    for place, group in enumerate(groups):
        number = str(place + 1) if place else ""
        top = 1 - (place * (_GAP + _PANEL) + _GAP) / inside
        numbers = step_figure.values(group.trend, "calls")
        known = numbers[~np.isnan(numbers)]
        end = float(known.max(initial=0)) or 1.0
        domain = [max(0.0, top - _PANEL / inside), top]
        hidden = {"showgrid": False, "showticklabels": False, "automargin": False}
        axes[f"yaxis{number}"] = figure.axis("", end, domain=domain, **hidden)
        traces += _panel(group.trend, numbers, end, f"y{number}", style)
        words = f"<b>{labels.literal(for_display(group.name, _LONGEST_NAME))}</b> "
        words += f"up to {count(int(known.max()), style)}" if known.any() else _nothing(group)
        side = {"x": 0, "xanchor": "left", "y": top, "yanchor": "bottom"}
        notes.append(figure.note(words, **side))
    layout = {
        "barmode": "overlay",
        "bargap": 0.18,
        "dragmode": False,
        "margin": figure.MARGIN | {"t": above, "b": _FOOT, "l": 8},
        "xaxis": steps_axis(groups[0].trend, style)
        | {"side": "top", "anchor": "free", "position": 1, "automargin": False},
        "annotations": notes,
        **axes,
    }
    return figure.figure(traces, layout, above + inside + _FOOT, style, title)


def describe_groups(groups: Sequence[GroupDays], style: LocaleStyle = ENGLISH) -> str:
    """The charts in a sentence each, for screen readers."""
    sentences = []
    for group in groups:
        numbers = step_figure.values(group.trend, "calls") if len(group.trend) else np.zeros(0)
        known = numbers[~np.isnan(numbers)]
        if not known.any():
            sentences.append(f"{group.name}: {_nothing(group)}.")
            continue
        most = int(np.nanargmax(numbers))
        day = step_words(group.trend.steps[most], group.trend.by, style)
        days = count_of(len(known), "day", style)
        calls = count_of(int(known.max()), "call", style)
        sentences.append(f"{group.name}: at most {calls} of {days}, on {day}.")
    return " ".join(("Calls per day.", *sentences))


def _nothing(group: GroupDays) -> str:
    """Why a group has no bar on any day."""
    states = set(group.trend.states)
    if (
        not states & {*WITHOUT_DATA, StepState.INCOMPLETE}
        and not group.trend.frame["left_out"].any()
    ):
        return "no calls"
    if not states <= set(WITHOUT_DATA):
        return "no calls known"
    return "no calls recorded" if StepState.NOT_RECORDED in states else "no data"


def _panel(
    trend: Trend, numbers: step_figure.Values, end: float, yaxis: str, style: LocaleStyle
) -> list[dict[str, Any]]:
    places = list(range(len(trend)))
    common = {"type": "bar", "x": places, "yaxis": yaxis, "showlegend": False}
    gaps = [state in WITHOUT_DATA for state in trend.states]
    colours = [palette.WEEKEND if step.weekend else palette.INVISIBLE for step in trend.steps]
    columns = {
        **common,
        "name": "",
        "y": [end] * len(trend),
        "width": 1,
        "customdata": _hovers(trend, style),
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": figure.coloured_bars(colours, gaps),
    }
    bars = {
        **common,
        "name": label_of("calls", trend.direction),
        "y": step_figure.points(numbers),
        "marker": {
            "color": palette.of_direction(trend.direction),
            "opacity": step_figure.opacities(trend),
        },
        "hoverinfo": "skip",
    }
    return [columns, bars]


def _hovers(trend: Trend, style: LocaleStyle) -> list[str]:
    hovers = []
    days = zip(trend.steps, trend.states, value_words(trend, "calls", style), strict=True)
    for place, (step, state, calls) in enumerate(days):
        value = "" if state in WITHOUT_DATA else f"Calls: {calls}"
        day = step_words(step, trend.by, style)
        lines = (f"<b>{day}</b>", state_words(trend, place, style), value)
        hovers.append("<br>".join(filter(None, lines)))
    return hovers
