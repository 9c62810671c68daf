"""What the client returns: plain values, free of HTTP."""

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
    """A department of the PBX. Reports identify it by ``number``, people by ``name``.

    Source: ``/Groups``, fields Number and Name.
    """

    number: str
    name: str


@dataclass(frozen=True)
class GroupList:
    """The groups as the PBX lists them; ``notes`` say why some may be missing, as in ``Rows``."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupHours:
    """The office hours of the group with this ``number``, as wall times of its own zone.

    ``hours`` is None where it has no readable ones of its own. ``zone_id`` is the PBX's code of
    that zone, such as ``51``; "" where none is reported. ``holidays`` are those that close it, and
    ``unreadable_holidays`` how many more there are whose days are uncertain.
    Source: ``/Groups``, fields Hours, TimeZoneId and OfficeHolidays.
    """

    number: str
    hours: WorkingHours | None
    zone_id: str
    holidays: tuple[Holiday, ...] = ()
    unreadable_holidays: int = 0


@dataclass(frozen=True)
class HoursList:
    """The hours of all groups; ``notes`` say why some may be missing, as in ``Rows``."""

    groups: tuple[GroupHours, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestRecord:
    """One request and its response, to show as evidence: no secret is in the URL.

    ``seconds`` from sending to the last byte, ``received_bytes`` on the wire, ``rows`` in this
    response. ``pbx_date`` is the PBX's clock when it responded (aware, whole seconds), None where
    it is not reported.
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
        """What an error states about it."""
        return {
            "request": f"{self.method} {self.url}",
            "status": self.status,
            "seconds": self.seconds,
            "received_bytes": self.received_bytes,
        }


@dataclass(frozen=True)
class Rows:
    """The rows of one query, from all pages.

    ``count`` is the PBX's own number of matching rows, None if not reported. ``notes`` say in plain
    words why rows may be missing or doubled; empty where the pages are complete.
    """

    rows: list[dict[str, Any]]
    requests: tuple[RequestRecord, ...]
    count: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Every page arrived, and they are consistent."""
        return not self.notes

    @property
    def pbx_date(self) -> datetime | None:
        """The PBX's clock at the first of the requests; None unless each response reports it."""
        return earliest_date(self.requests)


def earliest_date(requests: Sequence[RequestRecord]) -> datetime | None:
    """The PBX's clock at the first of the requests; None unless each response reports it."""
    dates = [request.pbx_date for request in requests if request.pbx_date is not None]
    return min(dates) if dates and len(dates) == len(requests) else None


@dataclass(frozen=True)
class Probe:
    """The result of a connection test.

    ``version`` as ``20.0.8.1121``, None if not reported. ``roles`` of the token, empty for an
    opaque one. ``server_date`` is the PBX's clock (aware UTC, whole seconds);
    ``clock_ahead_seconds`` how far it is ahead of ours, both None without a readable ``Date``.
    """

    version: str | None
    roles: tuple[str, ...]
    server_date: datetime | None
    clock_ahead_seconds: float | None = None
