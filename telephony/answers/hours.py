"""Values per hour of a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from telephony.answers.base import Answer
from telephony.frames.hour_columns import unknown_hours


@dataclass(frozen=True, kw_only=True)
class HoursAnswer(Answer):
    """The values of all groups together, one row per hour that had begun at ``as_of``.

    ``frame`` has the columns of ``telephony.frames.hours``. ``exact`` is False where an extension
    in two of the groups counts twice, which the PBX's hourly reports cannot avoid.
    ``any_hour_may_lack``: something is missing, and the responses do not show from which hours.
    Equal ``version``: equal values.
    """

    frame: pd.DataFrame
    version: tuple[object, ...]
    exact: bool
    any_hour_may_lack: bool = False

    @cached_property
    def lacks_parts(self) -> bool:
        """Whether an hour lacks a value."""
        return self.any_hour_may_lack or bool(unknown_hours(self.frame).any())

    def limited_to(self, frame: pd.DataFrame) -> HoursAnswer:
        """The same for these of its hours alone: what is wrong with the others does not count."""
        limited = replace(self, frame=frame)
        if self.quality.complete or limited.lacks_parts:
            return limited
        return replace(limited, quality=self.quality.without_reasons)
