"""What data access hands out: figures with their moment, their gaps and the proof behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from telephony.frames.former_names import FormerNames
from telephony.frames.quality import Quality
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True)
class Answer:
    """The values of all groups asked for, each extension once (``telephony.frames.columns``).

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
