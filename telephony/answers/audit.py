"""The audit: who did what, when and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditKind(StrEnum):
    """What happened. The values are stored and shown, so they stay as they are."""

    SIGN_IN = "signed in"
    SIGN_OUT = "signed out"
    DENIED = "denied"
    EXPORT = "export"
    TOKEN_MADE = "token made"  # noqa: S105  # no password
    TOKEN_REVOKED = "token revoked"  # noqa: S105
    SETTINGS = "settings"
    STARTED = "started"
    STOPPED = "stopped"
    LOST = "entries lost"


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit, at an aware time in UTC.

    ``person`` is empty where nobody is signed in, and for what the program does by itself.
    ``kind``: a value of AuditKind, or one of a later version. ``target``: what it was done to.
    ``address``: the client's. ``request_id``: the number under which the log has the request.
    ``id`` has no meaning; of one time, a later entry has a greater one.
    """

    id: str
    at: datetime
    person: str
    kind: str
    target: str
    address: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class AuditFilter:
    """Which entries to show: those from ``since`` until before ``until`` (aware) that match all.

    ``person`` is the whole name, whatever its capitals; ``text`` a part of any column.
    """

    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class AuditPage:
    """Some of the entries that match a filter, newest first, and how many match.

    ``searched_all``: False if the filter's time has more entries than are searched.
    """

    entries: tuple[AuditEntry, ...]
    total: int
    searched_all: bool = True
