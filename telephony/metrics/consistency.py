"""Do the figures agree with each other, and with the PBX's own total of the range?

What disagrees is told, never mended: the PBX is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.data_access import History
from telephony.formats import clock, count
from telephony.frames import COUNTS, TALKS
from telephony.metrics.registry import METRICS

# A call that is answered and hung up at once has no talk time; that many in a day are no chance.
ANSWERED_WITHOUT_TALK: Final = 10
_SIDES: Final = ("inbound", "outbound")
_LABELS: Final = {name: METRICS[name.removesuffix("_us")].label for name in (*COUNTS, *TALKS)}


@dataclass(frozen=True)
class Oddity:
    """One row that cannot be right: which, and the difference in words."""

    where: str
    extension: str
    words: str


def oddities(history: History, zone: ZoneInfo) -> tuple[Oddity, ...]:
    """Rows with many answered calls and no talk time, with talk time and no answered call, or with
    a mean talk longer than the day. Unknown figures are not looked at.
    """
    frame = history.frame
    length_us = (frame["bucket_end"] - frame["bucket_start"]).dt.total_seconds().to_numpy() * 1e6
    found: list[Oddity] = []
    for side in _SIDES:
        answered, talk = (
            frame[name].to_numpy(np.float64, na_value=np.nan)
            for name in (f"{side}_answered", f"{side}_talk_us")
        )
        silent = (answered >= ANSWERED_WITHOUT_TALK) & (talk == 0)
        unanswered = (answered == 0) & (talk > 0)
        too_long = (answered > 0) & (talk > answered * length_us)
        for place in np.flatnonzero(silent | unanswered | too_long).tolist():
            calls, time = int(answered[place]), clock(float(talk[place]))
            words = f"{count(calls)} {side} calls answered, {time} of talk time"
            extension = str(frame["extension"].iloc[place])
            found.append(Oddity(_day(frame, place, zone), extension, words))
    return tuple(found)


def against_total(history: History, total: pd.DataFrame) -> tuple[Oddity, ...]:
    """Extensions whose days do not add up to the PBX's own total of the same range.

    Without a running day the two are of the same calls, so every difference counts.
    """
    return tuple(_differences("the whole range", _summed(history.frame), _summed(total)))


def against_areas(
    total: pd.DataFrame, internal: pd.DataFrame, external: pd.DataFrame
) -> tuple[Oddity, ...]:
    """Extensions whose internal and external figures do not add up to all."""
    parts = _summed(pd.concat([internal, external], ignore_index=True))
    return tuple(_differences("internal + external", parts, _summed(total)))


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """The figures of each extension; unknown where any of them is."""
    return frame.groupby("extension")[[*COUNTS, *TALKS]].sum(skipna=False)


def _differences(where: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> Iterator[Oddity]:
    extensions = ours.index.union(theirs.index)
    one, other = (part.reindex(extensions, fill_value=0) for part in (ours, theirs))
    for name in (*COUNTS, *TALKS):
        differs = (one[name] != other[name]).fillna(value=False).to_numpy(bool)
        for place in np.flatnonzero(differs).tolist():
            mine, yours = (_written(int(part[name].iloc[place]), name) for part in (one, other))
            words = f"{_LABELS[name]}: added up {mine}, the PBX says {yours}"
            yield Oddity(where, str(extensions[place]), words)


def _written(value: int, name: str) -> str:
    return clock(value) if name in TALKS else count(value)


def _day(frame: pd.DataFrame, place: int, zone: ZoneInfo) -> str:
    start: pd.Timestamp = frame["bucket_start"].iloc[place]
    return start.tz_convert(zone).date().isoformat()
