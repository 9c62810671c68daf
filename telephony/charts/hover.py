"""All figures of an extension as a hover shows them: the table's words, from the metrics."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from telephony import formats
from telephony.charts import labels
from telephony.charts.asked import Asked
from telephony.charts.columns import Columns, Fixed, Positions
from telephony.formats import Separators
from telephony.frames import COUNTS, TALKS
from telephony.metrics import METRICS, Metric, Unit, total, unknown_in
from telephony.metrics.registry import label_of
from telephony.query import Direction

# Shares are of all extensions, which `total` of some of them does not know: theirs add up.
_ADDED = ("share_of_calls", "share_of_talk")
_TOTALLED = (*COUNTS, *TALKS, "erlangs")


@lru_cache(maxsize=8)
def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics that a view of the direction shows: none that only the other direction has."""
    other = {Direction.INBOUND: "outbound", Direction.OUTBOUND: "inbound"}.get(direction)
    return tuple(
        key
        for key, metric in METRICS.items()
        if other is None or not all(name.startswith(other) for name in metric.top)
    )


@lru_cache(maxsize=32)
def template(keys: tuple[str, ...], direction: Direction) -> str:
    """The hover of a point whose customdata is a row of `data`. It holds no text of the PBX."""
    lines = [
        f"{label_of(key, direction)}: %{{customdata[{place}]}}"
        for place, key in enumerate(keys, start=2)
    ]
    return "<br>".join(("%{customdata[1]}", *lines)) + "<extra></extra>"


def data(columns: Columns, keys: tuple[str, ...], at: Positions, asked: Asked) -> Fixed:
    """For the extensions at those positions: number, whole name, and these metrics in words."""
    extensions = columns.texts("extension", at)
    names = map(labels.whole_name, columns.texts("display_name", at), extensions)
    words = [_words(columns, METRICS[key], at, asked) for key in keys]
    return Fixed(map(list, zip(extensions, names, *words, strict=True)))


def together(columns: Columns, name: str, at: Positions, asked: Asked) -> list[str]:
    """The same for those extensions in one, without a number: sums, and ratios of sums."""
    figures = total(columns.frame[[*_TOTALLED]].take(at), asked.direction)
    words = ["", f"<b>{name}</b>"]
    for key in keys_of(asked.direction):
        value, lost = figures[key].value, figures[key].unknown
        if key in _ADDED:
            shares = columns.numbers(key)[at]
            value = None if np.isnan(shares).all() else float(np.nansum(shares))
        write = writer(METRICS[key], asked.style)
        words.append(_missing(lost) if value is None else write(value))
    return words


def _words(columns: Columns, metric: Metric, at: Positions, asked: Asked) -> list[str]:
    write = writer(metric, asked.style)
    values, missing = columns.values(metric.key), columns.missing(metric.key)
    if missing is None:
        return [write(values[place]) for place in at.tolist()]
    unknown = missing
    if metric.unit is not Unit.SCORE:
        unknown = columns.once(
            ("unknown", metric.key, asked.direction),
            lambda: _unknown(columns, metric.key, asked.direction),
        )
    return [
        _missing(unknown[place]) if missing[place] else write(values[place])
        for place in at.tolist()
    ]


def _unknown(columns: Columns, key: str, direction: Direction) -> npt.NDArray[np.bool_]:
    if all(columns.missing(name) is None for name in COUNTS + TALKS):
        return np.zeros(len(columns), dtype=bool)
    return unknown_in(columns.frame, key, direction)


def _missing(unknown: Any) -> str:
    return formats.UNKNOWN if unknown else formats.NONE


def writer(metric: Metric, style: Separators) -> Callable[[Any], str]:
    """How a figure of the metric is written, in one of its units."""
    if metric.unit is Unit.TALK:
        return formats.clock
    if metric.unit is Unit.RATE:
        return formats.percents(style)
    if metric.unit is Unit.ERLANGS:
        return lambda value: formats.decimal(value, 2, style)
    return formats.counts(style)
