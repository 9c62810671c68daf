"""A chart over time as a table: the same steps and figures, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from telephony.charts import Over
from telephony.charts.trend_words import state_words, step_words, written
from telephony.formats import NONE
from telephony.metrics.registry import label_of
from telephony.metrics.steps import WITHOUT_FIGURES
from telephony.metrics.trends import Trend


def step_table(over: Over, keys: Sequence[str]) -> pd.DataFrame:
    """A row of words per step: the step, these metrics, what is special, and the compared step.

    Of the compared trend it holds the last of the metrics, as the chart does.
    """
    trend = over.trend
    places = range(len(trend))
    columns = {str(trend.by).capitalize(): [step_words(step, trend.by) for step in trend.steps]}
    for key in keys:
        label = label_of(key, trend.direction)
        columns[label] = [_cell(trend, key, place, over) for place in places]
    if (compared := over.compared) is not None:
        steps = [step_words(step, compared.by) for step in compared.steps[: len(trend)]]
        figures = [_cell(compared, keys[-1], place, over) for place in range(len(steps))]
        missing = [""] * (len(trend) - len(steps))
        columns["Compared with"] = steps + missing
        columns[f"{label_of(keys[-1], trend.direction)} then"] = figures + missing
    marks = over.marks or ("",) * len(trend)
    columns["Note"] = [
        ", ".join(words for words in (state_words(trend, place), marks[place]) if words)
        for place in places
    ]
    return pd.DataFrame(columns, dtype="str")


def _cell(trend: Trend, key: str, place: int, over: Over) -> str:
    if trend.states[place] in WITHOUT_FIGURES:
        return NONE
    return written(trend, key, place, over.style)
