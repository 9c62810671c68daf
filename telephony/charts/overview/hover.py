"""The metrics of an extension in a hover, written as in the table."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from telephony.charts import labels
from telephony.charts.figure import ChartOptions
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import FORMATS
from telephony.metrics.extension_metrics import total
from telephony.metrics.frame_view import FrameSelection, FrameView, Positions
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.stored_values import per_row
from telephony.metrics.words import absent
from telephony.metrics.words import words as words_of
from telephony.query.view import Direction

# Shares are of all extensions, which ``total`` of some of them does not know: these are summed.
_ADDED: Final = frozenset({"share_of_calls", "share_of_talk"})
# Where a chart draws fewer than one in so many, the hovers of the others are not made for later.
_FEW: Final = 4


@lru_cache(maxsize=8)
def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics shown for a direction: all but those of the other direction alone."""
    other = {Direction.INBOUND: "outbound", Direction.OUTBOUND: "inbound"}.get(direction)
    return tuple(
        key
        for key, metric in METRICS.items()
        if other is None or not all(name.startswith(other) for name in metric.top)
    )


@lru_cache(maxsize=32)
def template(keys: tuple[str, ...], direction: Direction) -> str:
    """The hover of a point whose customdata is a row of ``data``. It holds no text from the PBX."""
    lines = [
        f"{label_of(key, direction)}: %{{customdata[{place}]}}"
        for place, key in enumerate(keys, start=2)
    ]
    return "<br>".join(("%{customdata[1]}", *lines)) + "<extra></extra>"


def data(
    columns: FrameView, keys: tuple[str, ...], at: Positions, options: ChartOptions
) -> list[list[str]]:
    """A row per extension at those positions: number, whole name, and these metrics in words."""
    if _ADDED.isdisjoint(keys) and len(at) * _FEW >= len(columns):  # no row depends on the others
        return list(_all_rows.at(columns, at, keys, options.direction, options.style))
    return list(_rows(columns, keys, at, options.direction, options.style))


@per_row
def _all_rows(
    columns: FrameView, keys: tuple[str, ...], direction: Direction, style: LocaleStyle
) -> list[list[str]]:
    return _rows(columns, keys, columns.everywhere, direction, style)


def _rows(
    columns: FrameView,
    keys: tuple[str, ...],
    at: Positions,
    direction: Direction,
    style: LocaleStyle,
) -> list[list[str]]:
    extensions = columns.texts("extension", at)
    names = map(labels.whole_name, columns.texts("display_name", at), extensions)
    words = [words_of(columns, key, direction, style, at) for key in keys]
    return list(map(list, zip(extensions, names, *words, strict=True)))


def of_others(columns: FrameView, name: str, at: Positions, options: ChartOptions) -> list[str]:
    """One row for these extensions together, without a number: sums, and ratios of sums."""
    totals = total(FrameSelection(columns, at), options.direction)
    words = ["", f"<b>{name}</b>"]
    for key in keys_of(options.direction):
        value, lost = totals[key].value, totals[key].unknown
        if key in _ADDED:
            shares = columns.numbers(key)[at]
            value = None if np.isnan(shares).all() else float(np.nansum(shares))
        write = FORMATS[METRICS[key].unit].cell(options.style)
        words.append(absent(lost) if value is None else write(value))
    return words
