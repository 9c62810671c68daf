"""Reads all rows of a collection: pages of the right size, one deadline, and what a page holds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from telephony.xapi.clock import Clock
from telephony.xapi.endpoints import (
    CALL_DISTRIBUTION,
    GROUPS,
    HOLIDAYS,
    REPORT,
    USER_ACTIVITY,
    Endpoint,
)
from telephony.xapi.errors import QueryRefused, TimedOut
from telephony.xapi.limits import Limits
from telephony.xapi.multi_page_reads import MultiPageReads
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.page_sizes import PageSizes
from telephony.xapi.paging import Page, read_rows
from telephony.xapi.records import RequestRecord, Rows
from telephony.xapi.request_runner import JsonResponse, RequestRunner
from telephony.xapi.requester import current_requester
from telephony.xapi.response_errors import named_limit
from telephony.xapi.url_text import query_string

_LISTS = (GROUPS, HOLIDAYS)
# Versions of OData have prefixes of their own for it.
_ERROR = re.compile(r"(?:@?odata\.|@)?errors?", re.ASCII | re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,18}", re.ASCII)


class CollectionReader:
    """Belongs to one event loop."""

    def __init__(self, runner: RequestRunner, clock: Clock, limits: Limits) -> None:
        self._runner = runner
        self._limits = limits
        self._reads = MultiPageReads(limits)
        largest = {
            REPORT.name: limits.report_page,
            USER_ACTIVITY.name: limits.report_page,
            CALL_DISTRIBUTION.name: limits.report_page,
            GROUPS.name: limits.entity_page,
            HOLIDAYS.name: limits.entity_page,
        }
        self._page_sizes = PageSizes(largest, clock, limits)

    async def rows(
        self,
        endpoint: Endpoint,
        path: str,
        key: str,
        options: ODataOptions,
        workload: Hashable = None,
    ) -> Rows:
        """All pages. The ``key`` is requested even where the options leave it out, then removed."""
        hidden_key = bool(options.select) and not {key, "*"} & set(options.select)
        sent = replace(options, select=(*options.select, key)) if hidden_key else options
        sent = replace(sent, count=options.count is not False or None)

        async def fetch(wanted: int | None, skip: int) -> Page:
            if skip > (options.skip or 0) and not read.has_place and endpoint not in _LISTS:
                time_left.reschedule(None)  # waiting for other reads is not slowness of the PBX
                await read.take_place(current_requester())
                time_left.reschedule(asyncio.get_running_loop().time() + self._limits.read_seconds)
            return await self._page(
                endpoint,
                path,
                replace(sent, top=wanted, skip=skip),
                has_options=endpoint.takes_options and options.has_expressions,
                workload=(workload, skip) if workload is not None else None,
            )

        try:
            with self._reads.begin() as read:
                async with asyncio.timeout(self._limits.read_seconds) as time_left:
                    rows = await read_rows(
                        fetch, key, self._limits, top=options.top, skip=options.skip or 0
                    )
        except TimeoutError:
            raise TimedOut(request=f"GET {path}") from None
        if hidden_key:
            for row in rows.rows:
                row.pop(key, None)
        return rows

    async def _page(
        self,
        endpoint: Endpoint,
        path: str,
        options: ODataOptions,
        *,
        has_options: bool,
        workload: Hashable,
    ) -> Page:
        """One page of at most ``options.top`` rows; smaller where the PBX names its own limit."""
        while True:
            size = self._page_sizes.of(endpoint.name)
            top = size if options.top is None else min(options.top, size)
            url = f"{path}?{query_string(replace(options, top=top))}"
            try:
                received = await self._runner.get(
                    endpoint, url, has_options=has_options, workload=workload
                )
                return _page_of(received, top)
            except QueryRefused as refusal:
                limit = named_limit(refusal)
                if limit is None or not 0 < limit < top:
                    raise
                self._page_sizes.learn(endpoint.name, limit)


def _page_of(received: JsonResponse, top: int) -> Page:
    """The rows of a response to a request for ``top``.

    Raises NotAnApiResponse: a missing list is not an empty one.
    """
    response, value = received.response, received.value
    rows = value.get("value")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise response.not_api_response("JSON without the list “value”")
    # the status was sent before the report failed
    if any(_ERROR.fullmatch(name) and value[name] is not None for name in value):
        raise response.not_api_response("an error beside the list “value”")
    record = RequestRecord(
        method="GET",
        url=response.request.removeprefix("GET "),
        status=response.status,
        seconds=response.seconds,
        received_bytes=response.received_bytes,
        rows=len(rows),
        pbx_date=response.date,
    )
    return Page(
        rows=rows,
        count=_count(_annotation(value, "count")),
        # a link is a sign that more follows, never an address to use: it may lead anywhere
        more=bool(_annotation(value, "nextLink")),
        record=record,
        full=len(rows) >= top,
    )


def _annotation(value: Mapping[str, Any], name: str) -> Any:
    """OData 4.01 leaves out the ``odata`` of a name."""
    return value.get(f"@odata.{name}", value.get(f"@{name}"))


def _count(number: Any) -> int | None:
    """The announced number of rows: also as text, which a long integer may be in JSON."""
    if isinstance(number, str) and _DIGITS.fullmatch(number):
        number = int(number)
    is_whole = isinstance(number, int | float) and not isinstance(number, bool) and number >= 0
    return int(number) if is_whole and number == int(number) else None
