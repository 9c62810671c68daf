"""Behind a trend: a column per step, how its hover begins, and the points that stand before it.

All of it is the same for every chart of a history with the same marks, whoever is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telephony.charts import figure, labels, palette
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.step_words import state_words, step_words
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import Trend


def columns(trend: Trend, marks: Sequence[str]) -> dict[str, Any]:
    """A column behind each step: its colour marks the day, and it will carry the hover."""
    marks = marks or ("",) * len(trend)
    empty = [state in WITHOUT_DATA for state in trend.states]
    colours = [
        palette.EVENT if mark else palette.WEEKEND if step.weekend else palette.INVISIBLE
        for step, mark in zip(trend.steps, marks, strict=True)
    ]
    return {
        "type": "bar",
        "name": "",
        "x": list(range(len(trend))),
        "y": [1] * len(trend),
        "width": 1,
        "text": ["▾" if mark else "" for mark in marks],
        "textposition": "inside",
        "insidetextanchor": "end",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": palette.MARK, "size": 14},
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": figure.coloured_bars(colours, empty),
        "showlegend": False,
    }


def headings(trend: Trend, marks: Sequence[str], style: LocaleStyle = ENGLISH) -> list[str]:
    """How each step's hover begins: the step, its state, its mark."""
    literal = map(labels.literal, marks or ("",) * len(trend))
    steps = enumerate(zip(trend.steps, literal, strict=True))
    return [
        "<br>".join(
            words
            for words in (
                f"<b>{step_words(step, trend.by, style)}</b>",
                state_words(trend, place, style),
                mark,
            )
            if words
        )
        for place, (step, mark) in steps
    ]


def symbols(trend: Trend) -> list[str]:
    """The point of each step on a line: hollow where it is incomplete."""
    return ["circle" if one is StepState.WHOLE else "circle-open" for one in trend.states]
