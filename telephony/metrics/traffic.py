"""How many people are on the phone at the same time, by the hour of the week.

In erlangs: talk time ÷ time. A call counts in the hour in which it began, with its whole talk time,
as the PBX reports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from telephony.metrics.hours import HourFilter, grid

_SECOND_US: Final = 1_000_000


@dataclass(frozen=True)
class Traffic:
    """``cells``: those of ``metrics.hours.grid`` with ``erlangs`` (NaN in a gap).

    ``mean`` [erlangs] over the ``hours`` that the filter leaves; None without any. ``unknown``: how
    many more there are whose talk time is not known.
    """

    cells: pd.DataFrame
    mean: float | None
    hours: int
    unknown: int

    @property
    def peak(self) -> pd.Series[Any] | None:
        """The cell with the most traffic, the first of equal ones; None if all are 0 or gaps."""
        some = self.cells[self.cells["erlangs"] > 0]
        return None if some.empty else some.iloc[int(some["erlangs"].to_numpy(float).argmax())]


def traffic_of(hours: pd.DataFrame, hour_filter: HourFilter) -> Traffic:
    """The traffic of an hour frame (``telephony.frames.hour_columns``) with talk times."""
    cells = grid(hours, "talk", hour_filter)
    seconds = int(cells["seconds"].sum())
    # a gap has neither a total nor seconds
    erlangs = cells["total"].astype("float64") / (cells["seconds"] * _SECOND_US)
    return Traffic(
        cells=cells.assign(erlangs=erlangs),
        mean=float(cells["total"].sum()) / (seconds * _SECOND_US) if seconds else None,
        hours=int(cells["hours"].sum()),
        unknown=int(cells["unknown"].sum()),
    )
