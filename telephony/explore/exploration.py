"""What the explorer shows: everything the report function takes, and how its rows are displayed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from telephony.answers.raw import RawQuestion
from telephony.odata.fields import KEY
from telephony.odata.option_texts import OptionTexts, to_request_options
from telephony.periods.ranges import RangeChoice, resolve_range
from telephony.query.view import DEFAULT_RANGE, CallArea, Query


class ResultView(StrEnum):
    """How the result is displayed."""

    TABLE = "table"
    JSON = "json"
    CHART = "chart"


NO_OPTIONS: Final = OptionTexts()


@dataclass(frozen=True)
class Exploration:
    """The report function's four parameters and eight options, and the display. Hashable.

    ``x`` and ``y`` name the chart's fields, empty for the default ones. ``as_received`` shows the
    PBX's rows where they differ from the expected ones. ``pbx`` is its id; empty: the first.
    """

    group: str = ""
    range: RangeChoice = DEFAULT_RANGE
    area: CallArea = CallArea.ALL
    options: OptionTexts = NO_OPTIONS
    show: ResultView = ResultView.TABLE
    x: str = ""
    y: str = ""
    as_received: bool = False
    pbx: str = ""

    def raw_question(self, now: datetime, zone: ZoneInfo) -> RawQuestion:
        """The report to request, with its options; ``now`` is aware, ``zone`` the PBX's.

        The key is always selected, because it identifies the row. Raises QueryTextError where
        top, skip or count cannot be read: they cannot be sent.
        """
        options = to_request_options(self.options)
        if options.select and not {KEY, "*"} & set(options.select):
            options = replace(options, select=(KEY, *options.select))
        return RawQuestion(self.group, resolve_range(self.range, now, zone), self.area, options)

    def unfiltered_query(self, now: datetime, zone: ZoneInfo) -> Query:
        """The same report without options, which verifies the PBX's rows."""
        period = resolve_range(self.range, now, zone)
        return Query((self.group,), period, self.area, self.pbx)

    def at(self, pbx: str) -> Exploration:
        """The same of this PBX; from another one it leaves the group behind."""
        if self.pbx in {"", pbx}:
            return replace(self, pbx=pbx)
        return replace(self, pbx=pbx, group="")
