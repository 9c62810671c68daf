"""Extension reports for whole periods: cached, summed from stored days, or requested."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.loading_cache import CachedResult, LoadingCache, current_result
from telephony.data_access.history.frames import PeriodTotal
from telephony.data_access.history.plan import is_final
from telephony.data_access.history.service import HistoryService
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.response_codecs import ROWS
from telephony.data_access.pbx.shared_responses import Question, Received
from telephony.data_access.pending import answer_or_error
from telephony.data_access.reports.group_report import GroupReport, frame_report
from telephony.data_access.reports.pending_answer import GroupRequest, PendingAnswer
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count
from telephony.frames.extensions import extension_frame, merge_groups
from telephony.periods.period import Period
from telephony.query.view import Query
from telephony.xapi.errors import XapiError
from telephony.xapi.records import Rows
from telephony.xapi.report_errors import RowsMissing

# The zone is part of it, as it decides which days a period consists of. Last: ``as_reported``.
_Key = tuple[str, datetime, datetime, int, ZoneInfo, bool]

# One count for the process, not per data access: pages memoize what they make by serials alone.
_SERIALS = itertools.count(1)


class PendingExtensions(PendingAnswer[GroupReport]):
    """What ``DataAccess.request_extensions`` returns."""

    def answer(self, not_ready: XapiError | None = None) -> ExtensionsAnswer:
        """Wait, then join the groups. Raises the first group's XapiError where every group failed.

        With ``not_ready`` it does not wait: that is the error of groups that are not done.
        """
        results: list[CachedResult[GroupReport]] = []
        missing: dict[str, XapiError] = {}
        for request in self.requests:
            try:
                results.append(current_result(request.in_flight, not_ready))
            except XapiError as error:
                missing[request.group] = error
        if not results:
            raise next(iter(missing.values()))
        reports = [result.value for result in results]
        framed = merge_groups([report.framed for report in reports])
        return ExtensionsAnswer(
            frame=framed.frame,
            quality=framed.quality,
            as_of=min(report.as_of for report in reports),
            requests=tuple(request for report in reports for request in report.requests),
            stale=next((result.stale for result in results if result.stale), None),
            missing=missing,
            version=tuple(report.serial for report in reports),
            origins=tuple(dict.fromkeys(report.origin for report in reports if report.origin)),
            former_names=tuple(
                sorted({name for report in reports for name in report.former_names})
            ),
        )

    def by_group(self) -> Mapping[str, PendingExtensions]:
        """The same, group by group."""
        return {request.group: PendingExtensions((request,)) for request in self.requests}

    def loaded_by_group(self) -> Mapping[str, ExtensionsAnswer | XapiError]:
        """What is loaded of each group by now, or why it is not. Does not wait."""
        return {group: answer_or_error(pending) for group, pending in self.by_group().items()}

    def full_answer(self, not_ready: XapiError | None = None) -> ExtensionsAnswer:
        """The same with all its rows and up to date; a value may be unknown.

        Raises the first XapiError that prevents it.
        """
        answer = self.answer(not_ready)
        for error in (*answer.missing.values(), answer.stale):
            if error is not None:
                raise error
        if not answer.has_all_rows:
            raise RowsMissing(answer.quality)
        return answer


class ExtensionReports:
    """The extension reports of one PBX, cached by group, period and call area."""

    def __init__(self, context: PbxContext, histories: HistoryService) -> None:
        self._client = context.client
        self._responses = context.responses
        self._clock = context.clock
        self._directory = context.directory
        self._policy = context.policy
        self._histories = histories
        self._reports: LoadingCache[_Key, GroupReport] = LoadingCache(
            context.loop,
            context.clock,
            context.policy,
            self._fetch,
            context.count_use("extensions"),
        )

    def request(
        self, query: Query, *, refresh: bool, as_reported: bool, background: bool
    ) -> PendingExtensions:
        """The reports of the query's groups; ``as_reported``: never summed from stored days."""
        requests = (
            GroupRequest(group, self._reports.request(key, refresh=refresh, background=background))
            for group, key in _keys(query, as_reported=as_reported)
        )
        return PendingExtensions(tuple(requests))

    def held_version(self, query: Query) -> tuple[int, ...] | None:
        """See ``DataAccess``."""
        held = [self._reports.held(key) for _, key in _keys(query)]
        serials = tuple(report.serial for report in held if report is not None)
        return serials if len(serials) == len(held) else None

    async def _fetch(self, key: _Key, as_of: datetime, refresh: bool) -> GroupReport:
        group, start, end, area_code, zone, as_reported = key
        period = Period(start, end, zone)
        if not period.may_have_calls(as_of):
            return self._without_calls(group, as_of)
        over = end + self._policy.settling <= as_of  # before that its last day cannot be final
        if over and period.whole_days and not as_reported:
            total = await self._histories.stored.sum_days(group, period, area_code)
            if total is not None:
                return self._summed(total)
        await self._directory.require(group)

        async def fetch() -> tuple[Rows, ...]:
            return (await client.extension_statistics(group, start, end, area_code),)

        name = f"extensions {group} {start.isoformat()} {end.isoformat()} {area_code}"
        build = partial(self._received, group, end)
        async with self._client.for_query() as client:
            return await self._responses.load(Question(name, fetch, ROWS, build, as_of, refresh))

    def _received(
        self, group: str, end: datetime, received: Received[tuple[Rows, ...]]
    ) -> GroupReport:
        (rows,) = received.content
        framed = frame_report(rows, group)
        complete = framed.quality.complete
        final = is_final(end, received.as_of, rows.pbx_date, self._policy, complete=complete)
        return GroupReport(
            framed=framed,
            as_of=received.as_of,
            requests=rows.requests,
            freshness=self._freshness(final=final, age=received.age),
            serial=next(_SERIALS),
        )

    def _summed(self, total: PeriodTotal) -> GroupReport:
        origin = "From the stored day."
        if total.days > 1:
            origin = LocaleText(_sum_words, total.days)
        return GroupReport(
            framed=total.framed,
            as_of=total.as_of,
            requests=(),
            freshness=self._freshness(final=True),
            serial=next(_SERIALS),
            origin=origin,
            former_names=total.former_names,
        )

    def _without_calls(self, group: str, as_of: datetime) -> GroupReport:
        """A period that has not begun, or is empty, has no calls: no request is needed to know."""
        return GroupReport(
            framed=extension_frame((), group),
            as_of=as_of,
            requests=(),
            freshness=self._freshness(final=False),
            serial=next(_SERIALS),
        )

    def _freshness(self, *, final: bool, age: timedelta = timedelta(0)) -> Freshness:
        """Counted from the response on: one that took a minute would else be old on arrival."""
        return Freshness.lasting(self._policy.lifetime(final=final) - age, self._clock)


def _keys(query: Query, *, as_reported: bool = False) -> Iterator[tuple[str, _Key]]:
    """Each group with what its report is cached by."""
    period, area = query.period, query.area.code
    for group in dict.fromkeys(query.groups):
        yield group, (group, period.start, period.end, area, period.zone, as_reported)


def _sum_words(days: int, style: LocaleStyle) -> str:
    return f"Sum of {count(days, style)} stored days. Sentiment cannot be summed."
