"""What a page run or an HTTP request needs; the server's entry points get it and pass it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.access.viewer import Role, Viewer
from telephony.answers.directory import Directory
from telephony.answers.marked_days import MarkedDays, marked_days
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditTrail
from telephony.data_access.ended_sign_ins import EndedSignInsOfStore
from telephony.data_access.pending import PendingResult, answer_or_error
from telephony.data_access.permitted import PermittedAccess
from telephony.periods.period import Period
from telephony.query.view import View
from telephony.settings.load import Settings
from telephony.settings.systems import System
from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class Context:
    """Settings, data access, time zone and clock of one PBX: ``pbx``.

    ``access`` is what the viewer may use, ``audit`` records what they do, ``tokens`` has the access
    tokens of all people (None where none can be made), ``ended_sign_ins`` is for the server's
    processes. ``demo``: True if the PBX is the embedded
    demo. Never part of a cache key: cache by an answer's ``version`` instead. ``everywhere``: the
    contexts of all PBXs that the viewer may see, this one's among them; empty where there is one.
    ``sees_all``: False where there are others.
    """

    settings: Settings
    access: PermittedAccess
    zone: ZoneInfo
    clock: Clock
    demo: bool
    audit: AuditTrail = field(default_factory=AuditTrail)
    tokens: AccessTokens | None = None
    ended_sign_ins: EndedSignInsOfStore | None = None
    everywhere: tuple[Context, ...] = ()
    sees_all: bool = True

    def among(self, each: Sequence[Context], *, sees_all: bool = True) -> Context:
        """The same, which knows ``each`` of the PBXs that there are; this one is among them."""
        return replace(self, everywhere=tuple(each) if len(each) > 1 else (), sees_all=sees_all)

    @property
    def governs(self) -> bool:
        """Whether the viewer is an admin at every PBX: for what is not of one alone."""
        roles = (one.viewer.role for one in self.each_pbx)
        return self.sees_all and all(role.includes(Role.ADMIN) for role in roles)

    @property
    def pbx(self) -> System:
        """Which PBX this is."""
        return self.settings.system

    @property
    def systems(self) -> tuple[System, ...]:
        """All PBXs."""
        return tuple(context.pbx for context in self.each_pbx)

    @property
    def each_pbx(self) -> tuple[Context, ...]:
        """The contexts of all PBXs, this one alone where there is one."""
        return self.everywhere or (self,)

    def at(self, pbx: str) -> Context:
        """The context of the PBX with this id; this one where there is none."""
        found = next((one for one in self.everywhere if one.pbx.id == pbx), self)
        return replace(found, everywhere=self.everywhere, sees_all=self.sees_all)

    @property
    def viewer(self) -> Viewer:
        """Who looks at the dashboard, and what they may see."""
        return self.access.viewer

    def for_viewer(self, viewer: Viewer, address: str = "", request_id: str = "") -> Context:
        """This PBX for another viewer, at this address, whose request has this number."""
        audit = replace(self.audit, person=viewer.name, address=address, request_id=request_id)
        access = self.access.for_viewer(viewer)
        return replace(self, access=access, audit=audit, everywhere=())

    def close(self) -> None:
        """Close the data access of every PBX, and at last the store that they share."""
        first, *others = self.each_pbx
        for other in others:
            other.access.close(keep_store=True)
        first.access.close()

    def now(self) -> datetime:
        """The current time (aware, UTC)."""
        return self.clock.now()

    def zone_of(self, view: View) -> ZoneInfo:
        """The time zone of a view's days: its own, else the PBX's."""
        return view.trend.zone_or(self.zone)

    def listed_groups(self) -> Directory | XapiError:
        """The groups of the PBX as they are known now, or why they are not. Does not wait."""
        listed = answer_or_error(self.access.request_groups())
        if isinstance(listed, XapiError):
            return self.access.known_groups or listed
        return listed

    def marked_days(
        self,
        view: View,
        periods: Sequence[Period],
        office_hours: PendingResult[Mapping[str, GroupHours]],
    ) -> MarkedDays:
        """The days to mark in the periods, with the PBX's holidays if ``office_hours`` are loaded.

        Does not wait: what is late or failed is the result's ``load_error``.
        """
        loaded = answer_or_error(office_hours)
        return marked_days(self.settings, self.access.pbx_version, view, periods, loaded)
