"""One request for an export, and the steps that every export takes towards its response."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site_url
from server.exports.responses import error_response, retry_response, text_response
from server.exports.slot import ExportSlot
from telephony.export.source import Source, source_of
from telephony.formatting.numbers import count_of
from telephony.settings.systems import ALL_SYSTEMS
from telephony.xapi.errors import XapiError

if TYPE_CHECKING:  # they bring pandas, which the start does not wait for
    from telephony.context import Context
    from telephony.data_access.pending import Pending
    from telephony.query.view import Query

    class PendingParts(Pending, Protocol):
        """Data that is being loaded in parts."""

        @property
        def progress(self) -> tuple[int, int, *tuple[float | None, ...]]:
            """How many parts are loaded, of how many; it may go on."""


T = TypeVar("T")
_log = logging.getLogger("dashboard.export")


class ParametersError(Exception):
    """Invalid parameters; the text names each of them."""


class NotLoadedError(Exception):
    """The data has not arrived within the time of an export; the text says how much has."""


@dataclass(frozen=True)
class ExportRequest:
    """An HTTP request for a file with this suffix, its slot, and the context of its PBX.

    ``all_systems``: of every PBX, side by side.
    """

    context: Context
    http: Request
    suffix: str
    slot: ExportSlot
    all_systems: bool = False

    @property
    def pbx(self) -> str:
        """The id of the PBX that it is for, ``all`` for every one; empty where there is one."""
        return ALL_SYSTEMS if self.all_systems else self.context.pbx.id

    async def prepare(self, work: Callable[[], T]) -> T:
        """The result of ``work``, short and without waiting, in a thread.

        Raises ParametersError where it raises ValueError.
        """
        try:
            return await self.slot.prepare(work)
        except ValueError as error:
            raise ParametersError(str(error)) from error

    async def load(self, pending: PendingParts, part: str, of: str = "") -> None:
        """Wait for the data. Raises NotLoadedError, which counts each ``part``; ``of``: which."""
        if not await self.slot.wait_for(pending):
            done, total, *_ = pending.progress
            raise NotLoadedError(f"Loaded so far: {done:,} of {count_of(total, part)}{of}.")

    async def load_group_names(self) -> None:
        """Request the list of groups where it is due; wait only if there has been none yet."""
        access = self.context.access
        pending = access.request_groups()
        if access.known_groups is None:
            await self.slot.wait_briefly(pending)

    def source(self, query: Query, page: str = "") -> Source:
        """The source of a file with this query; ``page``: the path of the page that shows it."""
        access = self.context.access
        return source_of(
            query,
            access.known_groups,
            access.pbx_version,
            demo=self.context.demo,
            page=f"{site_url(self.http)}{page}",
            pbx_name=self.context.pbx.name,
        )

    def fail(self, error: XapiError) -> Response:
        """Log why there is no file, and respond with it."""
        _log.warning("export failed: %s (%s)", error.kind, error)
        return error_response(error, self.context.now().timestamp())


ExportFunction = Callable[[ExportRequest], Awaitable[Response]]


async def respond(export: ExportFunction, request: ExportRequest) -> Response:
    """The response of ``export``, or the one that says why there is none."""
    try:
        return await export(request)
    except ParametersError as error:
        return text_response(400, str(error))
    except NotLoadedError as error:
        return retry_response(str(error), request.context.access.budget_wait_seconds)
    except XapiError as error:
        return request.fail(error)
