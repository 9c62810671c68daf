"""A trend as a table: the steps and values of a chart over time, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import NONE, x_of_n
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.change import compare
from telephony.metrics.extension_metrics import MetricValue
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.step_words import state_words, step_words, value_words
from telephony.metrics.steps import WITHOUT_DATA
from telephony.metrics.trend_comparison import Compared
from telephony.metrics.trends import ShownTrend, Trend
from telephony.query.view import Direction


def value_columns(shown: ShownTrend, keys: Sequence[str]) -> tuple[str, ...]:
    """The columns of ``step_table`` that hold values, those of the compared step among them."""
    labels = tuple(label_of(key, shown.trend.direction) for key in keys)
    return labels if shown.compared is None else (*labels, _then(labels[-1]))


def step_table(shown: ShownTrend, keys: Sequence[str]) -> pd.DataFrame:
    """A row of words per step: the step, these metrics, the compared step, and a note.

    Of the compared trend it holds the last of the metrics, as the chart does.
    """
    trend, style = shown.trend, shown.style
    places = range(len(trend))
    columns = {
        str(trend.by).capitalize(): [step_words(step, trend.by, style) for step in trend.steps]
    }
    for key in keys:
        label = label_of(key, trend.direction)
        columns[label] = _cells(trend, key, shown.style)
    if (compared := shown.compared) is not None:
        steps = [
            step_words(step, compared.by, style) + _noted(state_words(compared, place, style))
            for place, step in enumerate(compared.steps)
        ]
        values = _cells(compared, keys[-1], shown.style)
        then = _then(label_of(keys[-1], trend.direction))
        for title, cells in (("Compared with", steps), (then, values)):
            columns[title] = ["" if place is None else cells[place] for place in shown.pairs]
    marks = shown.marks or ("",) * len(trend)
    columns["Note"] = [
        ", ".join(words for words in (state_words(trend, place, style), marks[place]) if words)
        for place in places
    ]
    return pd.DataFrame(columns, dtype="str")


def comparison_table(
    compared: Compared, now: str, before: str, direction: Direction, style: LocaleStyle
) -> pd.DataFrame:
    """A row of words per metric: its value now and before, and the change; rates with *x of n*.

    ``now`` and ``before`` name the periods.
    """
    keys = list(compared.now)
    changes = (
        compare(METRICS[key], compared.now[key], compared.before[key], "before", style)
        for key in keys
    )
    return pd.DataFrame(
        {
            "Metric": [label_of(key, direction) for key in keys],
            f"Now: {now}": [_value_words(key, compared.now[key], style) for key in keys],
            f"Before: {before}": [_value_words(key, compared.before[key], style) for key in keys],
            "Change": [change.text for change in changes],
        },
        dtype="str",
    )


def _value_words(key: str, value: MetricValue, style: LocaleStyle) -> str:
    unit = METRICS[key].unit
    if value.value is None:
        return NONE
    words = FORMATS[unit].cell(style)(value.value)
    if unit is not Unit.RATE or value.top is None or value.bottom is None:
        return words
    return f"{words} ({x_of_n(value.top, value.bottom, style)})"


def _noted(note: str) -> str:
    return f" ({note})" if note else ""


def _then(label: str) -> str:
    return f"{label} then"


def _cells(trend: Trend, key: str, style: LocaleStyle) -> list[str]:
    words = zip(trend.states, value_words(trend, key, style), strict=True)
    return [NONE if state in WITHOUT_DATA else value for state, value in words]
