"""What the exports over time have in common: a query without options, and the PBX's holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from server.exports.parameters import read_parameters_without_options
from server.exports.request import ExportRequest, NotLoadedError
from telephony.answers.marked_days import MarkedDays
from telephony.data_access.pending import PendingResult
from telephony.export.formats import Format
from telephony.query.view import Query, View
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class TimeQuery:
    """The view, the query and the format of an export over time.

    ``office_hours``: the PBX's, with its holidays; they may still be loading where the view does
    not leave holidays out. ``holidays_still_included``: sentences on holidays that the file
    includes though the view leaves holidays out.
    """

    view: View
    query: Query
    form: Format
    office_hours: PendingResult[Mapping[str, GroupHours]]
    holidays_still_included: tuple[str, ...] = ()

    def marked_days(self, request: ExportRequest) -> MarkedDays:
        """The days to mark, with the PBX's holidays if they are loaded."""
        return request.context.marked_days(self.view, [self.query.period], self.office_hours)


async def read_time_query(request: ExportRequest) -> TimeQuery:
    """The query of the parameters; its view leaves out the holidays that it should.

    Raises XapiError where these are not available, NotLoadedError where they take too long.
    """
    time_query = await request.prepare(partial(_read, request))
    if time_query.view.holidays:
        return time_query
    if not await request.slot.wait_for(time_query.office_hours):
        raise NotLoadedError("The holidays of the PBX are not loaded yet.")
    return await request.prepare(partial(_leave_out_holidays, time_query, request))


def _read(request: ExportRequest) -> TimeQuery:
    context = request.context
    parameters = read_parameters_without_options(request.http, request.suffix, request.pbx)
    view = parameters.view
    query = view.query(context.now(), context.zone_of(view))
    office_hours = request.slot.track(context.access.request_office_hours())
    return TimeQuery(view, query, parameters.form, office_hours)


def _leave_out_holidays(time_query: TimeQuery, request: ExportRequest) -> TimeQuery:
    days = time_query.marked_days(request)
    if days.load_error is not None:
        raise days.load_error
    view = time_query.view
    return replace(
        time_query,
        view=days.with_effective_hours(view),
        holidays_still_included=days.holidays_still_included(view),
    )
