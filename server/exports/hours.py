"""``GET /export/hours.csv``, ``.json``, ``.xlsx``, ``.parquet``: one row per hour that has begun.

It takes the parameters of the page's own link, ``hours`` among them, and answers what is wrong as
the export of the extensions does. Where the PBX has no hourly report the hours are counted one by
one, as far as that takes no more requests than one question may.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site
from server.exports.extensions import group_names, header_text, served
from server.exports.holidays import Office, counted, holidays_in
from server.exports.slots import ExportSlot
from server.exports.trends import fatal, read_view, refused
from server.plain_responses import come_back, words
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.data_access.pending import PendingHistory
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.data_access.reports.hours import PendingHours
from telephony.export.formats import Format
from telephony.export.hours import hours_export, unheeded
from telephony.export.source import source_of
from telephony.formatting.numbers import count_of
from telephony.periods.buckets import Grain
from telephony.query.view import Query, View
from telephony.xapi.errors import XapiError
from telephony.xapi.report_errors import NoHourlyReport


async def hours(context: Context, request: Request, suffix: str, slot: ExportSlot) -> Response:
    """Answer one export, without a thread while the hours are asked."""
    try:
        view, form, query = await slot.begun(partial(read_view, context, request, suffix))
        office = await holidays_in(context, view, slot)
        view, holidays, asked = await slot.begun(
            partial(_begun, context, view, query, office, slot)
        )
    except ValueError as error:
        return words(400, str(error))
    except XapiError as error:
        return refused(context, error)
    if not await slot.landed(asked):
        done, total = asked.progress
        return come_back(
            f"Loaded so far: {done:,} of {count_of(total, 'group')}.",
            context.access.budget_wait_seconds,
        )
    await group_names(context, slot)
    file = partial(_file, context, request, form, view, query, holidays)
    with suppress(NoHourlyReport):
        return await slot.made(partial(_answered, context, asked, file))
    fetching = await slot.begun(partial(_by_bucket, context, query, slot))
    if not await slot.landed(fetching):
        done, total, _ = fetching.progress
        return come_back(
            f"Loaded so far: {done:,} of {count_of(total, 'hour')}.",
            context.access.budget_wait_seconds,
        )
    return await slot.made(partial(_counted, context, fetching, file))


def _begun(
    context: Context, view: View, query: Query, office: Office, slot: ExportSlot
) -> tuple[View, tuple[str, ...], PendingHours]:
    view, holidays = counted(context, view, query, office)
    return view, holidays, slot.keep(context.access.request_hours(query, background=True))


def _answered(
    context: Context, asked: PendingHours, file: Callable[[HoursAnswer], Response]
) -> Response:
    """Raises NoHourlyReport where the hours have to be counted one by one."""
    try:
        answer = asked.answer()
    except NoHourlyReport:
        raise
    except XapiError as error:
        return refused(context, error)
    return file(answer)


def _by_bucket(context: Context, query: Query, slot: ExportSlot) -> PendingHistory:
    return slot.keep(context.access.request_history(query, Grain.HOUR, background=True))


def _counted(
    context: Context, fetching: PendingHistory, file: Callable[[HoursAnswer], Response]
) -> Response:
    history = fetching.result()
    if (trouble := fatal(history)) is not None:
        return refused(context, trouble)
    return file(hours_from_history(history))


def _file(  # noqa: PLR0913, PLR0917  # all that a file is made of
    context: Context,
    request: Request,
    form: Format,
    view: View,
    query: Query,
    holidays: tuple[str, ...],
    answer: HoursAnswer,
) -> Response:
    page = f"{site(request)}hours"
    access = context.access
    source = source_of(query, access.known_groups, access.pbx_version, demo=context.demo, page=page)
    export = hours_export(answer, query, view, source, holidays)
    headers: dict[str, str] = {}
    if answer.stale is not None:
        headers["Warning"] = f'110 - "{header_text(answer.stale.headline)}"'
    elif not export.provenance.complete:
        headers["Warning"] = '199 - "Some hours have no figures or are incomplete: see state."'
    elif said := (*holidays, *unheeded(answer, query, view)):
        headers["Warning"] = f'199 - "{header_text(" ".join(said))}"'
    return served(request, export, form, headers)
