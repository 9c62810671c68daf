"""Two fields of the report against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.thinning import choose_points, drawn_words
from telephony.formatting import numbers as formats
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS
from telephony.frames.columns import COLUMNS
from telephony.metrics.words import have_one
from telephony.odata.fields import FIELDS, Field, Kind

MOST_BARS: Final = 200
"""Bars beyond it are thinner than a line; a scatter of two numbers shows more rows."""
_BAR: Final = 22  # [px]
_AROUND: Final = 90  # [px] axis, title and toolbar
_UNITS: Final = {column.name: FORMATS[column.unit].heading for column in COLUMNS if column.unit}
_AIR: Final = 1.06


def two_fields(rows: pd.DataFrame, x: str, y: str, style: LocaleStyle = ENGLISH) -> go.Figure:
    """A scatter of two numbers, or bars of one by extension when the other is a text.

    ``x`` and ``y`` are names of ``FIELDS`` whose columns ``rows`` has, in the rows' order. Rows
    where a number is unknown are left out, as are some of very many, and the axis says how many.
    Two texts: only words.
    """
    fields = [FIELDS[x], FIELDS[y]]
    numbers = [field for field in fields if field.kind is not Kind.TEXT]
    if not numbers:
        return figure.empty_figure("Choose a number or a duration for one of the axes", figure.LOW)
    known = rows.dropna(subset=[field.column for field in numbers]).reset_index(drop=True)
    if known.empty:
        return figure.empty_figure("No rows to show", figure.LOW)
    remark = _left_out(rows, known, numbers, style)
    if len(numbers) == 1:
        return _bars(known, numbers[0], remark, style)
    return _points(known, fields, remark, style)


def describe_two_fields(rows: pd.DataFrame, x: str, y: str, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return f"{x} against {y} of {formats.count_of(len(rows), 'row', style)}."


def _left_out(
    rows: pd.DataFrame, known: pd.DataFrame, numbers: Sequence[Field], style: LocaleStyle
) -> str:
    """How many rows have a sentiment, where it is shown, and how many rows are not shown."""
    parts = []
    if any(field.column == "sentiment" for field in numbers):
        scored = int(rows["sentiment"].notna().sum())
        parts.append(f"sentiment: {have_one(scored, len(rows), style)}")
    if left_out := len(rows) - len(known):
        parts.append(f"{formats.count_of(left_out, 'row', style)} with unknown values not shown")
    return ", ".join(parts)


def _points(
    rows: pd.DataFrame, fields: Sequence[Field], remark: str, style: LocaleStyle
) -> go.Figure:
    (across_title, across), (up_title, up) = (_measured(rows, field) for field in fields)
    drawn = choose_points(np.array(across), np.array(up), np.zeros(len(rows)))
    thinned = drawn_words(len(drawn), len(rows), "rows", style)
    remark = "<br>".join(filter(None, (thinned, remark)))
    marks = {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "x": [across[place] for place in drawn],
        "y": [up[place] for place in drawn],
        "customdata": _hover_data(rows.iloc[drawn], fields, style),
        "hovertemplate": _template(fields),
        "cliponaxis": False,
        "marker": {"color": palette.BOTH, "size": 9, "opacity": 0.75},
    }
    if remark:
        across_title = figure.title_with_remark(across_title, remark)
    layout = {
        "dragmode": "zoom",
        # a zoom lasts as long as the axes mean the same
        "uirevision": " ".join(field.name for field in fields),
        "xaxis": figure.zoomable(_axis(across_title, across)),
        "yaxis": figure.zoomable(_axis(up_title, up)),
    }
    return figure.figure([marks], layout, figure.LOW, style)


def _bars(rows: pd.DataFrame, field: Field, remark: str, style: LocaleStyle) -> go.Figure:
    if len(rows) > MOST_BARS:
        total = formats.count(len(rows), style)
        remark = f"the first {MOST_BARS} of {total} rows" + (f", {remark}" if remark else "")
        rows = rows.head(MOST_BARS)
    title, lengths = _measured(rows, field)
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "x": list(lengths),
        "y": list(range(len(rows))),
        "customdata": _hover_data(rows, [field], style),
        "hovertemplate": _template([field]),
        "marker": {"color": palette.SERIES.get(field.column, palette.BOTH)},
    }
    names = rows["display_name"] if "display_name" in rows else [""] * len(rows)
    ticks = map(labels.short_name, names, rows["extension"])
    height = max(figure.LOW // 2, len(rows) * _BAR + _AROUND)
    axis = _axis(figure.title_with_remark(title, remark) if remark else title, lengths)
    long = height > figure.TALL  # the page scrolls it, and the axis stays in sight on top
    layout = {
        "dragmode": False,
        "bargap": 0.25,
        "xaxis": axis | {"side": "top" if long else "bottom"},
        "yaxis": {
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": list(ticks),
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
        },
    }
    return figure.figure([bars], layout, height, style)


def _measured(rows: pd.DataFrame, field: Field) -> tuple[str, list[float]]:
    """The axis' title with its unit, and the values in it."""
    values = rows[field.column].to_numpy(np.float64)
    unit = _UNITS.get(field.column)
    if _is_time(field):
        unit, divisor = figure.time_unit(values.max())
        values = np.round(values / divisor, 4)
    return f"{field.name} ({unit})" if unit else field.name, values.tolist()


def _axis(title: str, values: list[float]) -> dict[str, Any]:
    """From 0 to the greatest value with some air; a sentiment may begin below."""
    axis = figure.count_axis(title, max(*values, 0.0) * _AIR or 1)
    if (lowest := min(values)) < 0:
        axis["range"] = [lowest * _AIR, axis["range"][1]]
    return axis


def _is_time(field: Field) -> bool:
    return field.kind is Kind.DURATION


def _hover_data(rows: pd.DataFrame, fields: Sequence[Field], style: LocaleStyle) -> list[Any]:
    names = rows["display_name"] if "display_name" in rows else [""] * len(rows)
    whole = map(labels.whole_name, names, rows["extension"])
    words = [
        [
            formats.clock(value) if _is_time(field) else formats.count(value, style)
            for value in rows[field.column].tolist()
        ]
        for field in fields
    ]
    return list(map(list, zip(rows["extension"], whole, *words, strict=True)))


def _template(fields: Sequence[Field]) -> str:
    lines = [f"{field.name}: %{{customdata[{n}]}}" for n, field in enumerate(fields, start=2)]
    return "<br>".join(("%{customdata[1]}", *lines)) + "<extra></extra>"
