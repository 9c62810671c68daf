"""Who carries the talk time of a group, and who would carry it without some of them.

Grain: one row per extension that a view shows, the longest talk time first; an unknown one comes
last, and shares are of what is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.metrics.concentration import Busiest, busiest_fifth, effective_people, gini
from telephony.metrics.frame_view import FrameView, Integers, Mask, Numbers

COLUMNS: Final = {
    "extension": "str",
    "display_name": "str",
    "calls": "Int64",  # NA: unknown
    "talk": "Int64",  # [us]
    "talk_share": "float64",  # of the known talk time; NaN where there is none
    "cumulative_share": "float64",  # of this extension and those above it
    "internal_talk": "Int64",  # [us]; NA where it is unknown or was not requested
    "external_talk": "Int64",
    "internal_share": "float64",  # of internal and external together
    "erlangs": "float64",
    "absent": "str",  # yes or no
    "talk_if_absent": "Int64",  # [us] with the absent ones' share; 0 for those, NA if unknown
}


@dataclass(frozen=True)
class AreaTalk:
    """The talk time of one call area: derived rows, and whether there are no further ones.

    Of an extension without a row it is 0 then, else unknown.
    """

    rows: FrameView
    has_all_rows: bool


@dataclass(frozen=True)
class Absence:
    """What happens to the talk time of the extensions that are absent.

    talk, others: [us] of the absent and of the others. people: how many others have talk time.
    unknown: a talk time is not known, so there may be more.
    """

    absent: int
    talk: int
    others: int
    people: int
    unknown: bool

    @property
    def growth(self) -> float | None:
        """By which part of their own the others would have more; None where they have none."""
        return self.talk / self.others if self.others else None


@dataclass(frozen=True)
class Workload:
    """The rows (``COLUMNS``), and how concentrated their talk time is.

    ``gini``, ``effective_people`` and ``busiest`` are None without any talk time. ``unknown``:
    extensions whose talk time is unknown, which none of them includes. ``talk``: of all [us].
    ``group_size``: the extensions of the groups, shown or not.
    """

    rows: pd.DataFrame
    talk: int
    unknown: int
    gini: float | None
    effective_people: float | None
    busiest: Busiest | None
    absence: Absence | None
    group_size: int

    @property
    def everyone(self) -> int:
        """All extensions, also those whose talk time is unknown."""
        return len(self.rows)


def workload_of(
    rows: FrameView,
    absent: Iterable[str] = (),
    internal: AreaTalk | None = None,
    external: AreaTalk | None = None,
    *,
    group_size: int | None = None,
) -> Workload:
    """The workload of a view's rows (``view_rows``).

    ``absent`` are numbers of extensions; those that the rows lack do not count. ``internal`` and
    ``external``: the two call areas, in the direction of the rows; None: not requested.
    ``group_size``: how many extensions the groups have; None: the rows are all of them.
    """
    talk, unknown = rows.integers("talk"), rows.missing("talk")
    order = np.lexsort((np.arange(len(rows)), -rows.integers("calls"), -talk, unknown))
    talk, unknown = talk[order], unknown[order]
    known = talk[~unknown].astype(np.float64)
    numbers = rows.texts("extension", order)
    away = np.isin(numbers, list(absent)) if len(rows) else np.zeros(0, dtype=bool)
    total = int(talk.sum())
    of_areas = [_talk_of(area, numbers) for area in (internal, external)]
    frame = pd.DataFrame(
        {
            "extension": numbers,
            "display_name": rows.texts("display_name", order),
            "calls": IntegerArray(rows.integers("calls")[order], rows.missing("calls")[order]),
            "talk": IntegerArray(talk, unknown),
            "talk_share": _shares(talk, unknown, total),
            "cumulative_share": _shares(talk.cumsum(), unknown, total),
            "internal_talk": of_areas[0],
            "external_talk": of_areas[1],
            "internal_share": _internal_share(*of_areas),
            "erlangs": rows.numbers("erlangs")[order],
            "absent": np.where(away, "yes", "no"),
            "talk_if_absent": _if_absent(talk, unknown, away),
        }
    ).astype(COLUMNS)
    return Workload(
        rows=frame,
        talk=total,
        unknown=int(unknown.sum()),
        gini=gini(known),
        effective_people=effective_people(known),
        busiest=busiest_fifth(known),
        absence=_absence(talk, unknown, away),
        group_size=len(rows) if group_size is None else group_size,
    )


def _shares(part: Integers, unknown: Mask, total: int) -> Numbers:
    if not total:
        return np.full(len(part), np.nan)
    return np.where(unknown, np.nan, part / total)


def _talk_of(area: AreaTalk | None, numbers: list[str]) -> IntegerArray:
    """The talk time of a call area at these extensions; NA where it is not known."""
    talk = np.zeros(len(numbers), dtype=np.int64)
    unknown = np.full(len(numbers), area is None or not area.has_all_rows)
    if area is None:
        return IntegerArray(talk, unknown)
    places = {number: place for place, number in enumerate(area.rows.values("extension"))}
    values, missing = area.rows.integers("talk"), area.rows.missing("talk")
    for at, number in enumerate(numbers):
        place = places.get(number)
        if place is not None:
            talk[at], unknown[at] = values[place], missing[place]
    return IntegerArray(talk, unknown)


def _internal_share(internal: IntegerArray, external: IntegerArray) -> Numbers:
    part = internal.to_numpy(np.float64, na_value=np.nan)
    whole = part + external.to_numpy(np.float64, na_value=np.nan)
    share: Numbers = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return share


def _if_absent(talk: Integers, unknown: Mask, away: Mask) -> IntegerArray:
    """Each one's talk time if the others carried that of the absent, by their own share."""
    others, lost = talk[~away].sum(), talk[away].sum()
    nobody = bool(lost) and not others
    grown = talk * (1 + lost / others) if lost and others else talk.astype(np.float64)
    rounded = np.floor(np.where(away, 0.0, grown) + 0.5).astype(np.int64)
    return IntegerArray(rounded, ~away & (unknown | nobody))


def _absence(talk: Integers, unknown: Mask, away: Mask) -> Absence | None:
    if not away.any():
        return None
    return Absence(
        absent=int(away.sum()),
        talk=int(talk[away].sum()),
        others=int(talk[~away].sum()),
        people=int(((talk > 0) & ~away).sum()),
        unknown=bool(unknown.any()),
    )
