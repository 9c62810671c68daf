"""What data access hands out: figures with their moment, their gaps and the proof behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd

from telephony.data_access.freshness import Freshness
from telephony.former_names import FormerNames
from telephony.frames import Framed
from telephony.name_order import name_key
from telephony.quality import Quality
from telephony.xapi.errors import NotAllowed, XapiError
from telephony.xapi.records import Group, RequestRecord


@dataclass(frozen=True)
class Held:
    """One group's rows for one period and call area, as the PBX gave them at ``as_of``.

    ``serial`` differs for every answer of this process: two equal serials are the same figures.
    ``origin`` says in words where they come from when the PBX was not asked; empty when it was.
    """

    framed: Framed
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    good: Freshness
    serial: int
    origin: str = ""
    former_names: FormerNames = ()

    @property
    def from_pbx(self) -> bool:
        return bool(self.requests or self.origin)

    @property
    def size_bytes(self) -> int:
        return int(self.framed.frame.memory_usage(deep=True).sum())


@dataclass(frozen=True)
class Answer:
    """The figures of all groups asked for, each extension once (columns: ``telephony.frames``).

    ``as_of`` is the moment of the oldest part. ``stale`` is the failure that kept a newer answer
    away. ``missing`` holds the groups without any figures and why; the frame lacks them.
    ``quality`` says what was wrong with the rows, ``origins`` where figures come from for which
    the PBX was not asked. ``former_names`` is known of days added up only: the PBX itself tells
    the names of today.
    """

    frame: pd.DataFrame
    quality: Quality
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    stale: XapiError | None
    missing: Mapping[str, XapiError]
    version: tuple[int, ...]
    origins: tuple[str, ...] = ()
    former_names: FormerNames = ()

    @property
    def complete(self) -> bool:
        """Every group is there, with every page, row and value."""
        return self.quality.complete and not self.missing

    @property
    def has_all_rows(self) -> bool:
        """Every group is there with all its rows; values may be marked as unknown."""
        return self.quality.has_all_rows and not self.missing


@dataclass(frozen=True)
class Directory:
    """The groups of the PBX, or why they cannot be listed (``refused``: a number may be typed)."""

    groups: tuple[Group, ...]
    as_of: datetime
    stale: XapiError | None = None
    refused: NotAllowed | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The groups' names by number; of a number that comes twice the first."""
        return {group.number: group.name for group in reversed(self.groups)}

    @cached_property
    def by_name(self) -> tuple[str, ...]:
        """The groups' numbers in the order of their names."""
        ordered = sorted(self.groups, key=lambda group: (name_key(group.name), group.number))
        return tuple(dict.fromkeys(group.number for group in ordered))

    def name(self, number: str) -> str:
        """The group's name, or its number where the list does not know it."""
        return self.names.get(number, number)
