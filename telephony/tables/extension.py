"""One extension's days as a table: the values of its chart, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from telephony.formatting.numbers import NONE
from telephony.metrics.normal_load import NormalLoad
from telephony.metrics.normal_words import VERDICT_WORDS, band_words
from telephony.metrics.trends import ShownTrend
from telephony.tables.trends import step_table

NORMAL: Final = "Normal range"
VERDICT: Final = "Compared"


def load_table(shown: ShownTrend, load: NormalLoad, keys: Sequence[str]) -> pd.DataFrame:
    """A row of words per day: these metrics, the normal range of calls, the verdict, and a note."""
    table = step_table(shown, keys)
    ranges = [band_words(band, shown.style) if band else NONE for band in load.bands]
    verdicts = [VERDICT_WORDS[verdict] if verdict else NONE for verdict in load.verdicts]
    table.insert(len(table.columns) - 1, NORMAL, ranges)
    table.insert(len(table.columns) - 1, VERDICT, verdicts)
    return table
