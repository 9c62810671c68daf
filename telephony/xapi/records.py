"""What the client hands out: plain values, free of HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telephony.periods.days_off import Holiday
from telephony.periods.working_hours import WorkingHours
from telephony.xapi.errors import Facts


@dataclass(frozen=True)
class Group:
    """A department of the PBX. ``number`` is what reports are asked by, ``name`` what people say.

    Source: ``/Groups``, fields Number and Name.
    """

    number: str
    name: str


@dataclass(frozen=True)
class GroupHours:
    """The office hours of the group of this ``number``, as wall times of its own zone.

    ``hours`` is None where it has no readable ones of its own. ``zone_id`` is the PBX's code of
    that zone, such as ``51``; "" where none was told. ``holidays`` are those that it keeps, and
    ``unreadable_holidays`` how many more there are that mark no day for sure.
    Source: ``/Groups``, fields Hours, TimeZoneId and OfficeHolidays.
    """

    number: str
    hours: WorkingHours | None
    zone_id: str
    holidays: tuple[Holiday, ...] = ()
    unreadable_holidays: int = 0


@dataclass(frozen=True)
class RequestRecord:
    """One answered call to the PBX, as a proof that can be shown: no secret is in the URL.

    ``seconds`` from sending to the last byte, ``received_bytes`` as they came over the wire,
    ``rows`` in this answer. ``pbx_date`` is the PBX's clock as it answered (aware, whole seconds),
    None where it told none.
    """

    method: str
    url: str
    status: int
    seconds: float
    received_bytes: int
    rows: int
    pbx_date: datetime | None = None

    @property
    def facts(self) -> Facts:
        """What an error tells about it."""
        return {
            "request": f"{self.method} {self.url}",
            "status": self.status,
            "seconds": self.seconds,
            "received_bytes": self.received_bytes,
        }


@dataclass(frozen=True)
class Rows:
    """The rows of one question, of all pages.

    ``count`` is the PBX's own number of matching rows, None if it gave none. ``notes`` say in
    plain words why rows may be missing or doubled; empty where the pages are complete.
    """

    rows: list[dict[str, Any]]
    requests: tuple[RequestRecord, ...]
    count: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Every page arrived, and all of them add up."""
        return not self.notes

    @property
    def pbx_date(self) -> datetime | None:
        """The PBX's clock at the first of the requests; None where one of them told none."""
        return earliest_date(self.requests)


def earliest_date(requests: Sequence[RequestRecord]) -> datetime | None:
    """The PBX's clock at the first of the requests; None where one of them told none."""
    dates = [request.pbx_date for request in requests if request.pbx_date is not None]
    return min(dates) if dates and len(dates) == len(requests) else None


@dataclass(frozen=True)
class Probe:
    """The answer to "is this a PBX, and what may we do there".

    ``version`` as ``20.0.8.1121``, None if not told. ``roles`` of the token, empty for an opaque
    one. ``server_date`` is the PBX's clock (aware UTC, whole seconds); ``clock_ahead_seconds`` how
    far it is ahead of ours, both None without a readable ``Date`` header.
    """

    version: str | None
    roles: tuple[str, ...]
    server_date: datetime | None
    clock_ahead_seconds: float | None = None
