"""What a file's rows are: the question, its period and its moment; and the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from telephony.query.view import Direction, Query

_SAFE_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_PART: Final = 40  # of a file name; Windows refuses paths longer than 260 characters


@dataclass(frozen=True)
class Provenance:
    """What a file's rows are: stands in every row, so that a file on its own says it."""

    query: Query
    as_of: datetime
    complete: bool
    direction: Direction = Direction.BOTH

    @property
    def subject(self) -> str:
        """The number of the only extension that the rows are about; empty where it is not one."""
        return ""

    def values(self) -> dict[str, str]:
        """By name of the column; times are ISO 8601 with the offset of the PBX's zone.

        The id of the PBX is among them where there are several.
        """
        period, pbx = self.query.period, self.query.pbx
        zone = period.zone
        return {
            "period_from": period.start.astimezone(zone).isoformat(),
            "period_to": period.end.astimezone(zone).isoformat(),
            "time_zone": zone.key,
            "call_area": self.query.area.param,
            "as_of": self.as_of.astimezone(zone).isoformat(timespec="seconds"),
            "complete": "yes" if self.complete else "no",
            "direction": self.direction.value,
            **({"pbx": pbx} if pbx else {}),
        }


def file_name(provenance: Provenance, suffix: str = "csv", contents: str = "extensions") -> str:
    """``extensions_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    query = provenance.query
    first, *others = query.groups or ("none",)
    group = _for_names(first) or "group"
    if others:
        group += f"-and-{len(others)}-more"
    start = query.period.start.astimezone(query.period.zone)
    end = query.period.end.astimezone(query.period.zone)
    if query.period.whole_days:
        span = f"{query.period.first_day}_{query.period.last_day}"
    else:
        span = f"{start:%Y-%m-%dT%H%M}_{end:%Y-%m-%dT%H%M}"
    as_of = provenance.as_of.astimezone(query.period.zone)
    of_pbx = f"_{query.pbx}" if query.pbx else ""
    extension = _for_names(provenance.subject)
    about = f"_{extension}" if extension else ""
    return f"{contents}{of_pbx}{about}_{group}_{span}_as-of_{as_of:%Y-%m-%dT%H%M}.{suffix}"


def _for_names(number: str) -> str:
    return _SAFE_IN_NAMES.sub("-", number).strip("-")[:_LONGEST_PART]
