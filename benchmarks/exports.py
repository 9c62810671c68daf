"""Writing ten thousand extensions in every format; the workbook beside one that pandas writes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks import report
from telephony.answers.extensions import ExtensionsAnswer
from telephony.export.about import about_of
from telephony.export.contents import Export
from telephony.export.fields import ALL_FIELDS
from telephony.export.formats import Format
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.frames.extensions import extension_frame
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.periods.period import Period
from telephony.query.view import CallArea, Query, View

ROWS = 10_000
WORKBOOK_MS = 2_000.0
# The other formats have no promise of their own; they must not be what a reader waits for.
OTHERS_MS = 1_000.0
# A client that polls is told "not modified" after the rows were named, not written.
NAMED_MS = 500.0
ROUNDS = 3


def measure() -> Iterator[report.Line]:
    """Each format, the workbook also beside pandas' own, and the name behind the ETag."""
    export = _export()
    for form in Format:
        taken = _best(partial(form.write, export))
        most = WORKBOOK_MS if form is Format.XLSX else OTHERS_MS
        yield report.limited(f"{form.label}, {ROWS:,} extensions", taken, most, "ms")
        if form is Format.XLSX:
            pandas = partial(export.rows.to_excel, io.BytesIO(), engine="xlsxwriter", index=False)
            yield report.at_most("Excel beside pandas.to_excel", taken, _best(pandas), 1, "ms")
    named = _best(partial(export.identity, Format.CSV))
    yield report.limited(f"not modified, {ROWS:,} extensions", named, NAMED_MS, "ms")


def _export() -> Export:
    zone = ZoneInfo("Europe/Berlin")
    period = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC), zone)
    query = Query(("GRP0000",), period, CallArea.ALL)
    view = View(query.groups)
    framed = extension_frame([row(number) for number in range(ROWS)], "GRP0000")
    at = period.end
    answer = ExtensionsAnswer(frame=framed.frame, as_of=at, version=(1,))
    rows = derive(answer.frame, period.seconds)
    provenance = Provenance(query, at, complete=True)
    source = Source(("Sales",), demo=False, version=None, page="http://localhost/")
    return Export(
        rows, ALL_FIELDS, provenance, about_of(view, provenance, answer, FrameView(rows), source)
    )


def row(number: int) -> dict[str, object]:
    """A row of the report, of an extension of its own."""
    return {
        "Dn": str(10_000 + number),
        "DisplayName": f"Zoë Extension {number}",
        "InboundAnsweredCount": number % 300,
        "InboundUnansweredCount": number % 70,
        "InboundAnsweredTalkingDur": f"PT{number % 40}M{number % 60}.{number:06d}S",
        "OutboundAnsweredCount": number % 200,
        "OutboundUnansweredCount": number % 90,
        "OutboundAnsweredTalkingDur": f"PT{number % 3}H{number % 60}M",
    }


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken) * 1000
