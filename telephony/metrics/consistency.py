"""Whether the values agree with each other, and with the PBX's own total of the range.

A mismatch is reported, never corrected: the PBX is the one that counts. Some mismatches follow from
how 3CX counts; they are reported with that reason and are no faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.answers.history import History
from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.numbers import clock, count, count_of
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.registry import METRICS

# A call that is hung up as soon as it is answered has no talk time; so many in a day are unlikely.
ANSWERED_WITHOUT_TALK: Final = 10
# No call lasts longer. A bucket shorter than a day may hold calls that are longer than itself.
_LONGEST_CALL_US: Final = 24 * 3600 * 1e6
TALK_ALONE: Final = (
    "3CX sums talk time by call leg and answered calls by participant, so there can be talk time "
    "without an answered call."
)
IN_BOTH_AREAS: Final = (
    "A call with an internal and an external leg counts in both areas, so the sum of the two can "
    "exceed all calls."
)
GONE: Final = (
    "The extension is no longer in the PBX's report of the group, which lists current members. "
    "Stored days have the members of their time."
)
COME: Final = (
    "The first stored days lack the extension: it joined the group later, and the PBX now counts "
    "its earlier calls as well."
)
_SIDES: Final = ("inbound", "outbound")
_LABELS: Final = {name: METRICS[name.removesuffix("_us")].label for name in (*COUNTS, *TALKS)}


@dataclass(frozen=True)
class Mismatch:
    """A mismatch of one extension: where, in words, and ``why`` it is right; empty if it is not.

    The words are also a file's, so they are in ``ENGLISH``.
    """

    where: str
    extension: str
    words: str
    why: str = ""


def find_mismatches(history: History, zone: ZoneInfo) -> tuple[Mismatch, ...]:
    """Rows with many answered calls and no talk time, with talk time and no answered call (which
    is right), or with an average talk time longer than a day. Unknown values are not checked.
    """
    frame = history.frame
    found: list[Mismatch] = []
    for side in _SIDES:
        answered, talk = (
            frame[name].to_numpy(np.float64, na_value=np.nan)
            for name in (f"{side}_answered", f"{side}_talk_us")
        )
        silent = (answered >= ANSWERED_WITHOUT_TALK) & (talk == 0)
        unanswered = (answered == 0) & (talk > 0)
        too_long = (answered > 0) & (talk > answered * _LONGEST_CALL_US)
        odd = silent | unanswered | too_long
        days, extensions = _days(frame["bucket_start"][odd], zone), frame["extension"][odd]
        values = zip(answered[odd].tolist(), talk[odd].tolist(), unanswered[odd], strict=True)
        for day, extension, (calls, time, alone) in zip(days, extensions, values, strict=True):
            answered_calls = count_of(int(calls), f"{side} call", ENGLISH)
            words = f"{answered_calls} answered, {clock(time)} of talk time"
            found.append(Mismatch(day, str(extension), words, TALK_ALONE if alone else ""))
    return tuple(found)


def against_total(history: History, total: pd.DataFrame) -> tuple[Mismatch, ...]:
    """Extensions whose days do not sum to the PBX's own total of the same range.

    Without a day that is not over both cover the same calls, so every difference counts. Mismatches
    of extensions that left or joined the group since the days were stored are right.
    """
    ours, theirs = _summed(history.frame), _summed(total)
    found = _differences("the whole range", ours, theirs)
    reasons = dict.fromkeys(map(str, ours.index.difference(theirs.index)), GONE)
    reasons |= dict.fromkeys(_joined(history, ours, theirs), COME)
    return tuple(replace(one, why=reasons.get(one.extension, "")) for one in found)


def against_areas(
    total: pd.DataFrame, internal: pd.DataFrame, external: pd.DataFrame
) -> tuple[Mismatch, ...]:
    """Extensions whose internal and external values do not sum to those of all calls."""
    parts, whole = _summed(pd.concat([internal, external], ignore_index=True)), _summed(total)
    found = _differences("internal + external", parts, whole)
    lacking = {one.extension for one in _differences("", parts, whole, only_less=True)}
    return tuple(
        one if one.extension in lacking else replace(one, why=IN_BOTH_AREAS) for one in found
    )


def _joined(history: History, ours: pd.DataFrame, theirs: pd.DataFrame) -> set[str]:
    """Extensions that the first days lack though the PBX now counts more calls of them.

    Where the PBX leaves out members without calls, only extensions that all days lack can be
    distinguished from such members.
    """
    frame = history.frame
    unseen = set(map(str, theirs.index.difference(ours.index)))
    lists_idle = (frame[[*COUNTS, *TALKS]] == 0).all(axis=1).any()
    if not lists_idle or not history.buckets:
        return unseen
    first = frame.loc[frame["bucket_start"] == history.buckets[0].start, "extension"]
    less = {one.extension for one in _differences("", theirs, ours, only_less=True)}
    return unseen | (set(map(str, ours.index)) - set(map(str, first)) - less)


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """The sums of each extension; unknown where any value is."""
    return frame.groupby("extension")[[*COUNTS, *TALKS]].sum(skipna=False)


def _differences(
    where: str, ours: pd.DataFrame, theirs: pd.DataFrame, *, only_less: bool = False
) -> Iterator[Mismatch]:
    extensions = ours.index.union(theirs.index)
    one, other = (part.reindex(extensions, fill_value=0) for part in (ours, theirs))
    for name in (*COUNTS, *TALKS):
        differ = one[name] < other[name] if only_less else one[name] != other[name]
        differs = differ.fillna(value=False).to_numpy(bool)
        for place in np.flatnonzero(differs).tolist():
            mine, yours = (_written(int(part[name].iloc[place]), name) for part in (one, other))
            words = f"{_LABELS[name]}: summed here {mine}, reported by the PBX {yours}"
            yield Mismatch(where, str(extensions[place]), words)


def _written(value: int, name: str) -> str:
    return clock(value) if name in TALKS else count(value, ENGLISH)


def _days(starts: pd.Series, zone: ZoneInfo) -> list[str]:
    """The day of each. Many extensions share one, so each is written once."""
    written = {start: start.tz_convert(zone).date().isoformat() for start in starts.unique()}
    return [written[start] for start in starts]
