"""The options of the demo PBX; set by the command line and by tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

# Up to 20.0.8 the token response states its lifetime in minutes, from 20.0.9 in seconds.
FIRST_VERSION_WITH_SECONDS = (20, 0, 9)


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


class Role(StrEnum):
    """What the API client may read, from most to least.

    ``OWNER`` everything; ``ADMIN`` the lists but not the report; ``REPORTS`` the report
    but not the lists (a client bound to one department); ``USER`` neither.
    """

    OWNER = "owner"
    ADMIN = "admin"
    REPORTS = "reports"
    USER = "user"

    @property
    def claims(self) -> list[str]:
        """The role claims of a token."""
        return {
            Role.OWNER: ["App", "Reports", "system_owners", "CallFlowApp", "MyPhone"],
            Role.ADMIN: ["App", "system_admins", "MyPhone"],
            Role.REPORTS: ["App", "Reports", "managers", "MyPhone"],
            Role.USER: ["App", "users", "MyPhone"],
        }[self]

    @property
    def may_report(self) -> bool:
        """Whether reports may be read."""
        return self in (Role.OWNER, Role.REPORTS)

    @property
    def may_list(self) -> bool:
        """Whether groups, users and the system status may be read."""
        return self in (Role.OWNER, Role.ADMIN)


@dataclass(frozen=True)
class Options:
    """One demo PBX.

    ``calls`` replays a call log instead of the simulation. ``static_token`` is a bearer
    token that is always accepted as well as the granted ones. ``serial_reports`` is a database
    that runs one report at a time: each concurrent request slows the rest. ``opaque_token`` grants
    tokens that are not JWTs, for clients that must fall back on ``expires_in``. ``refusal`` is the
    status (401 or 403) for what the role may not read. ``ignore_orderby`` and ``fail_filter`` are
    what real systems have been seen to do to $orderby and $filter. Without ``hour_reports`` the two
    hourly reports are a 404. ``before_update_6`` (20.0.6) counts every ring of a queue's polling,
    as reports did until then, and has no hourly reports either. ``refuse_expand`` refuses every
    $expand of the groups, as older builds do.
    """

    client_id: str = "demo"
    api_key: str = field(default="demo", repr=False)
    seed: int = 7
    extensions: int = 40
    timezone: str = "Europe/Berlin"
    calls: Path | None = None
    latency_ms: float = 0.0
    serial_reports: bool = False
    token_minutes: float = 60.0
    opaque_token: bool = False
    static_token: str | None = field(default=None, repr=False)
    version: str = "20.0.9.1021"
    role: Role = Role.OWNER
    refusal: int = 403
    ignore_orderby: bool = False
    fail_filter: bool = False
    hour_reports: bool = True
    before_update_6: bool = False
    refuse_expand: bool = False

    @property
    def has_hour_reports(self) -> bool:
        """Whether the two hourly reports exist on this PBX."""
        return self.hour_reports and not self.before_update_6

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the PBX; its days begin at midnight there."""
        return ZoneInfo(self.timezone)

    @property
    def expires_in(self) -> int:
        """The token's lifetime as this version states it: in minutes, or in seconds."""
        parts = tuple(int(part) for part in self.version.split(".")[:3])
        if parts < FIRST_VERSION_WITH_SECONDS:
            return round(self.token_minutes)
        return round(self.token_minutes * 60)
