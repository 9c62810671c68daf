"""The report's rows as the PBX sends them, and the question they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telephony.answers.base import Answer
from telephony.periods.period import Period
from telephony.query.view import CallArea
from telephony.xapi.odata_options import ODataOptions


@dataclass(frozen=True)
class RawQuestion:
    """All arguments of the report function. Hashable."""

    group: str
    period: Period
    area: CallArea
    options: ODataOptions


@dataclass(frozen=True, kw_only=True)
class RawRows(Answer):
    """The rows of all pages as received: 3CX's names and texts, nothing added or left out.

    ``count`` is the number of matching rows that the PBX reported, None when it reported none.
    """

    rows: list[dict[str, Any]]
    count: int | None
