"""What a page run or an HTTP request needs; the server's entry points get it and pass it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.access.viewer import Viewer
from telephony.answers.marked_days import MarkedDays, marked_days
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditTrail
from telephony.data_access.pending import PendingResult
from telephony.data_access.permitted import PermittedAccess
from telephony.periods.period import Period
from telephony.query.view import View
from telephony.settings.load import Settings
from telephony.xapi.clock import Clock
from telephony.xapi.errors import NotReady, XapiError
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class Context:
    """Settings, data access, the PBX's time zone and the clock.

    ``access`` is what the viewer may use, ``audit`` records what they do, ``tokens`` has the access
    tokens of all people (None where none can be made). ``demo``: True if the PBX is the embedded
    demo. Never part of a cache key: cache by an answer's ``version`` instead.
    """

    settings: Settings
    access: PermittedAccess
    zone: ZoneInfo
    clock: Clock
    demo: bool
    audit: AuditTrail = field(default_factory=AuditTrail)
    tokens: AccessTokens | None = None

    @property
    def viewer(self) -> Viewer:
        """Who looks at the dashboard, and what they may see."""
        return self.access.viewer

    def for_viewer(self, viewer: Viewer, address: str = "", request_id: str = "") -> Context:
        """The same for another viewer, at this address, whose request has this number."""
        audit = replace(self.audit, person=viewer.name, address=address, request_id=request_id)
        return replace(self, access=self.access.for_viewer(viewer), audit=audit)

    def now(self) -> datetime:
        """The current time (aware, UTC)."""
        return self.clock.now()

    def zone_of(self, view: View) -> ZoneInfo:
        """The time zone of a view's days: its own, else the PBX's."""
        return view.trend.zone_or(self.zone)

    def marked_days(
        self,
        view: View,
        periods: Sequence[Period],
        office_hours: PendingResult[Mapping[str, GroupHours]],
    ) -> MarkedDays:
        """The days to mark in the periods, with the PBX's holidays if ``office_hours`` are loaded.

        Does not wait: what is late or failed is the result's ``load_error``.
        """
        loaded: Mapping[str, GroupHours] | XapiError
        try:
            loaded = office_hours.answer(NotReady())
        except XapiError as error:
            loaded = error
        return marked_days(self.settings, self.access.pbx_version, view, periods, loaded)
