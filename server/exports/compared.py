"""Requests the values of extensions for a file, and those of the period they are compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from server.exports.request import ExportRequest
from telephony.context import Context
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.metrics.group_totals import Loaded
from telephony.periods.period import Period
from telephony.query.compared_range import compared_period
from telephony.query.view import Baseline, Query, View


class Compared(NamedTuple):
    """The values being loaded: of the query (``now``), and of the period ``before`` (``earlier``).

    ``before`` is None where nothing is compared. ``earlier`` is None then too, and where that
    period has no calls yet, or never any (a clock change skips it), or the query's has not begun.
    """

    now: PendingExtensions
    before: Period | None
    earlier: PendingExtensions | None

    @property
    def each(self) -> tuple[PendingExtensions, ...]:
        """All that the file has to wait for."""
        return (self.now,) if self.earlier is None else (self.now, self.earlier)

    @property
    def loaded_before(self) -> Loaded:
        """What is loaded for the period before, by group; empty where nothing is requested."""
        return self.earlier.loaded_by_group() if self.earlier else {}


def request_compared(
    request: ExportRequest, context: Context, view: View, query: Query
) -> Compared:
    """Request the query from the PBX of ``context``, and the same for the period before.

    Both count against the budget of programs, and are left when the client leaves.
    """
    access, track = context.access, request.slot.track
    now = track(access.request_extensions(query, background=True))
    compare = view.compared_with(Baseline.PREVIOUS)
    before = compared_period(view.range, compare, now.as_of, context.zone)
    earlier = None
    begun = query.period.has_begun(now.as_of)
    if before is not None and begun and before.may_have_calls(now.as_of):
        compared = replace(query, period=before)
        earlier = track(access.request_extensions(compared, background=True))
    return Compared(now, before, earlier)
