"""The report for whole periods: from memory, added up from stored days, or asked of the PBX."""

from __future__ import annotations

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.single_flight import SingleFlight
from telephony.data_access.history.frames import Total
from telephony.data_access.history.plan import is_final
from telephony.data_access.history.service import HistoryService
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.reports.held import Held
from telephony.data_access.reports.pending import GroupRequest, PendingAnswer
from telephony.data_access.reports.report_frame import report_frame
from telephony.frames.extensions import extension_frame
from telephony.periods.period import Period
from telephony.query.view import Query

# The zone belongs to it: it decides which days a period is made of. Last: only the PBX's own.
_Key = tuple[str, datetime, datetime, int, ZoneInfo, bool]

# Of the process, not of one access: what is made of answers is kept by their serials alone.
_SERIALS = itertools.count(1)


class ExtensionReports:
    """Extension statistics, one question per group, each asked once whoever asks.

    The memory belongs to one connection, so its keys need not name the PBX.
    """

    def __init__(self, context: PbxContext, histories: HistoryService) -> None:
        self._client = context.client
        self._clock = context.clock
        self._directory = context.directory
        self._policy = context.policy
        self._histories = histories
        self._flights: SingleFlight[_Key, Held] = SingleFlight(
            context.loop, context.clock, context.policy, self._fetch
        )

    def request(self, query: Query, *, refresh: bool, own: bool, background: bool) -> PendingAnswer:
        """Start or join what ``query`` needs; ``own`` is never added up from stored days."""
        period, area = query.period, query.area.code
        parts = (
            GroupRequest(
                group,
                self._flights.request(
                    (group, period.start, period.end, area, period.zone, own),
                    refresh=refresh,
                    background=background,
                ),
            )
            for group in dict.fromkeys(query.groups)
        )
        return PendingAnswer(tuple(parts))

    async def _fetch(self, key: _Key, as_of: datetime) -> Held:
        group, start, end, area_code, zone, own = key
        period = Period(start, end, zone)
        if not period.seconds or not period.has_begun(as_of):
            return self._without_calls(group, as_of)
        over = end + self._policy.settling <= as_of  # else the last day cannot be held
        if over and period.whole_days and not own:
            added_up = await self._histories.total(group, period, area_code)
            if added_up is not None:
                return self._added_up(added_up)
        await self._directory.must_hold(group)
        client = await self._client.get()
        answer = await client.extension_statistics(group, start, end, area_code)
        framed = report_frame(answer, group)
        complete = framed.quality.complete
        final = is_final(end, as_of, answer.pbx_date, self._policy, complete=complete)
        return Held(
            framed=framed,
            as_of=as_of,
            requests=answer.requests,
            good=self._good(final=final),
            serial=next(_SERIALS),
        )

    def _added_up(self, total: Total) -> Held:
        origin = "From the stored day."
        if total.days > 1:
            days = f"{total.days:,} stored days"
            origin = f"Added up from {days}, without sentiment, which does not add up."
        return Held(
            framed=total.framed,
            as_of=total.as_of,
            requests=(),
            good=self._good(final=True),
            serial=next(_SERIALS),
            origin=origin,
            former_names=total.former_names,
        )

    def _without_calls(self, group: str, as_of: datetime) -> Held:
        """Nobody has calls there, which takes no request to know."""
        return Held(
            framed=extension_frame((), group),
            as_of=as_of,
            requests=(),
            good=self._good(final=False),
            serial=next(_SERIALS),
        )

    def _good(self, *, final: bool) -> Freshness:
        """Counted from now, when it has come: what took a minute would else be old on arrival."""
        kept_for = self._policy.closed_period if final else self._policy.open_period
        return Freshness.lasting(kept_for, self._clock)
