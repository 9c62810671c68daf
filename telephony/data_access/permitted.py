"""What one viewer may use of a data access: every page and export gets its data here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from telephony.access.viewer import EVERYBODY, Role, Viewer
from telephony.answers.coverage import Coverage
from telephony.answers.directory import Directory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.history import History
from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.connection_test.service import PendingTest
from telephony.data_access.futures import failed
from telephony.data_access.pbx.activity import PbxActivity
from telephony.data_access.pending import PendingHistory, PendingResult
from telephony.data_access.permitted_groups import PermittedGroups
from telephony.data_access.permitted_history import PermittedHistory
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.data_access.reports.hours import PendingHours
from telephony.data_access.service import DataAccess
from telephony.data_access.store.activity import StoreActivity
from telephony.data_access.store.inventory import StoreSize
from telephony.periods.buckets import Cut
from telephony.query.view import Query
from telephony.settings.rates import Rates
from telephony.xapi.records import GroupHours, Probe
from telephony.xapi.refusals import NotForThisRole


class PermittedAccess:
    """A ``DataAccess`` as ``viewer`` may use it. Its methods are described there.

    A viewer who may see every group gets all of it. For others each method takes the groups that
    they may not see out of the query before anything is looked up, and each of them then looks
    like a group that does not exist. A method for some roles raises NotForThisRole for the others.
    """

    def __init__(self, access: DataAccess, viewer: Viewer = EVERYBODY) -> None:
        self._access = access
        self.viewer = viewer
        # None: every group
        self._groups = (
            None
            if viewer.groups.everything
            else PermittedGroups(viewer.groups, lambda: access.known_groups)
        )

    def for_viewer(self, viewer: Viewer) -> PermittedAccess:
        """The same data access as another viewer may use it."""
        return PermittedAccess(self._access, viewer)

    @property
    def rates(self) -> Rates:
        """See ``DataAccess``."""
        return self._access.rates

    @property
    def pbx_version(self) -> str | None:
        """See ``DataAccess``."""
        return self._access.pbx_version

    @property
    def activity(self) -> PbxActivity:
        """See ``DataAccess``."""
        return self._access.activity

    @property
    def store_activity(self) -> StoreActivity:
        """See ``DataAccess``."""
        return self._access.store_activity

    def measure_store(self) -> StoreSize:
        """See ``DataAccess``. For admins."""
        self._require(Role.ADMIN)
        return self._access.measure_store()

    @property
    def store_notice(self) -> str | None:
        """See ``DataAccess``."""
        return self._access.store_notice

    def request_extensions(
        self,
        query: Query,
        *,
        refresh: bool = False,
        as_reported: bool = False,
        background: bool = False,
    ) -> PendingExtensions:
        """See ``DataAccess``."""
        request = partial(
            self._access.request_extensions,
            refresh=refresh,
            as_reported=as_reported,
            background=background,
        )
        if self._groups is None:
            return request(query)
        requests = self._groups.request(query, lambda seen: request(seen).requests, self.now())
        return PendingExtensions(requests)

    def load_extensions(self, query: Query) -> ExtensionsAnswer:
        """See ``DataAccess``."""
        return self.request_extensions(query).answer()

    def held_version(self, query: Query, cut: Cut | None = None) -> tuple[int, ...] | None:
        """See ``DataAccess``; None where the viewer may not see one of the groups."""
        refused = self._groups is not None and self._groups.refused(query)
        return None if refused else self._access.held_version(query, cut)

    def request_raw_rows(
        self, question: RawQuestion, *, refresh: bool = False
    ) -> PendingResult[RawRows]:
        """See ``DataAccess``. For analysts."""
        self._require(Role.ANALYST)
        groups = self._groups
        if groups is None:
            return self._access.request_raw_rows(question, refresh=refresh)
        if not groups.allows(question.group):
            return PendingResult(failed(groups.no_such_group(question.group)))
        pending = self._access.request_raw_rows(question, refresh=refresh)
        return pending.translated(lambda rows: rows, groups.error)

    def request_hours(
        self, query: Query, *, refresh: bool = False, background: bool = False
    ) -> PendingHours:
        """See ``DataAccess``."""
        request = partial(self._access.request_hours, refresh=refresh, background=background)
        if self._groups is None:
            return request(query)
        requests = self._groups.request(query, lambda seen: request(seen).requests, self.now())
        return PendingHours(requests)

    def request_office_hours(self) -> PendingResult[Mapping[str, GroupHours]]:
        """See ``DataAccess``."""
        pending = self._access.request_office_hours()
        if self._groups is None:
            return pending
        return pending.translated(self._groups.office_hours, self._groups.error)

    def request_history(
        self, query: Query, cut: Cut, *, refresh: bool = False, background: bool = False
    ) -> PendingHistory:
        """See ``DataAccess``."""
        pending = self._access.request_history(
            self._permitted(query), cut, refresh=refresh, background=background
        )
        return self._history(query, pending)

    def request_stored_history(self, query: Query, cut: Cut) -> PendingHistory:
        """See ``DataAccess``."""
        return self._history(
            query, self._access.request_stored_history(self._permitted(query), cut)
        )

    def load_history(self, query: Query, cut: Cut) -> History:
        """See ``DataAccess``."""
        return self.request_history(query, cut).result()

    def request_missing_count(self, query: Query, cut: Cut) -> PendingResult[int]:
        """See ``DataAccess``."""
        return self._access.request_missing_count(self._permitted(query), cut)

    def count_missing(self, query: Query, cut: Cut) -> int:
        """See ``DataAccess``."""
        return self.request_missing_count(query, cut).answer()

    def count_incomplete(self, query: Query, cut: Cut) -> int:
        """See ``DataAccess``."""
        return self._access.count_incomplete(self._permitted(query), cut)

    def request_coverage(self, query: Query) -> PendingResult[Mapping[str, Coverage]]:
        """See ``DataAccess``."""
        return self._access.request_coverage(self._permitted(query))

    @property
    def known_groups(self) -> Directory | None:
        """See ``DataAccess``."""
        known = self._access.known_groups
        return known if known is None or self._groups is None else self._groups.directory(known)

    def request_groups(self, *, refresh: bool = False) -> PendingResult[Directory]:
        """See ``DataAccess``."""
        pending = self._access.request_groups(refresh=refresh)
        if self._groups is None:
            return pending
        return pending.translated(self._groups.directory, self._groups.error)

    def load_groups(self, *, refresh: bool = False) -> Directory:
        """See ``DataAccess``."""
        return self.request_groups(refresh=refresh).answer()

    def max_requests(self, *, background: bool = False) -> int:
        """See ``DataAccess``."""
        return self._access.max_requests(background=background)

    @property
    def budget_wait_seconds(self) -> float:
        """See ``DataAccess``."""
        return self._access.budget_wait_seconds

    def count_requests_left(self) -> int:
        """See ``DataAccess``."""
        return self._access.count_requests_left()

    def estimate_wait_seconds(self, requests: int, per_hour: int) -> float:
        """See ``DataAccess``."""
        return self._access.estimate_wait_seconds(requests, per_hour)

    def request_probe(self) -> PendingResult[Probe]:
        """See ``DataAccess``. For admins."""
        self._require(Role.ADMIN)
        return self._access.request_probe()

    def request_connection_test(self, *, again: bool = False) -> PendingTest:
        """See ``DataAccess``. For admins; it names no group."""
        self._require(Role.ADMIN)
        return self._access.request_connection_test(again=again)

    def now(self) -> datetime:
        """See ``DataAccess``."""
        return self._access.now()

    def close(self, *, keep_store: bool = False) -> None:
        """See ``DataAccess``."""
        self._access.close(keep_store=keep_store)

    def _require(self, role: Role) -> None:
        if not self.viewer.role.includes(role):
            raise NotForThisRole

    def _permitted(self, query: Query) -> Query:
        return query if self._groups is None else self._groups.query(query)

    def _history(self, query: Query, pending: PendingHistory) -> PendingHistory:
        if self._groups is None:
            return pending
        refused = self._groups.refused(query)
        return PermittedHistory(pending, query.groups, refused, self._groups.error)
