"""The reliability of rates as a table of words."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.text import for_display
from telephony.metrics.reliability import Outlier, Reliability
from telephony.metrics.reliability_words import limit_names, rank_words
from telephony.metrics.words import absent

_SIDES: Final = {Outlier.ABOVE: "above", Outlier.BELOW: "below", Outlier.NO: numbers.NONE}


def rates_table(found: Reliability, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per extension: rank, rate, its interval, and the limits that chance has."""
    label, names = found.metric.label, limit_names(style)
    rows: list[Any] = list(found.rows.itertuples())
    return pd.DataFrame(
        {
            "Rank": [rank_words(row.rank_from, row.rank_to, style) or numbers.NONE for row in rows],
            "Extension": [for_display(row.extension) for row in rows],
            "Name": [for_display(row.display_name) for row in rows],
            label: [_share(row.rate, row, style) for row in rows],
            "Answered": [_of(row, style) for row in rows],
            names.interval: [_between(row.low_95, row.high_95, row, style) for row in rows],
            names.inner: [
                _between(row.funnel_low_95, row.funnel_high_95, row, style) for row in rows
            ],
            names.outer: [
                _between(row.funnel_low_998, row.funnel_high_998, row, style) for row in rows
            ],
            "Outlier": [_SIDES[Outlier(row.outlier)] for row in rows],
        },
        dtype="str",
    )


def _unknown(row: Any) -> bool:
    return bool(pd.isna(row.offered))


def _share(value: float, row: Any, style: LocaleStyle) -> str:
    return absent(_unknown(row)) if pd.isna(value) else numbers.percent(value, style)


def _of(row: Any, style: LocaleStyle) -> str:
    if _unknown(row):
        return numbers.UNKNOWN
    return numbers.x_of_n(int(row.answered), int(row.offered), style)


def _between(low: float, high: float, row: Any, style: LocaleStyle) -> str:
    if pd.isna(low):
        return absent(_unknown(row))
    return f"{numbers.percent(low, style)} to {numbers.percent(high, style)}"
