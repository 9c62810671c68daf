"""Writing ten thousand extensions in every format, beside what pandas writes of the same rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks import report
from benchmarks.odata import fastest
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
ROUNDS = 3
_PANDAS = {"xlsx": "excel"}
# Ours name the query, guard against formulas and write durations as people read them.
MOST = {
    Format.CSV: 2,
    Format.ABOUT_CSV: 2,
    Format.XLSX: 1,
    Format.JSON: 8,  # pandas writes what it has: no names of groups, no seconds
    Format.PARQUET: 2.5,
}
# A client that polls is told "not modified" after the rows were named, not written.
MOST_NAMED = 0.6


def measure() -> Iterator[report.Line]:
    """Each format beside pandas' writer of the same rows; the name behind the ETag."""
    export = _export()
    rows = export.rows
    by_pandas: dict[str, Callable[[], object]] = {
        "csv": partial(rows.to_csv, index=False),
        "xlsx": lambda: rows.to_excel(io.BytesIO(), engine="xlsxwriter", index=False),
        "json": partial(rows.to_json, orient="records"),
        "parquet": lambda: rows.to_parquet(io.BytesIO()),
    }
    extensions = f"{ROWS:,} extensions"
    for form in Format:
        ours, pandas = fastest(ROUNDS, partial(form.write, export), by_pandas[form.suffix])
        what = (
            f"{form.label}, {extensions}, beside pandas.to_{_PANDAS.get(form.suffix, form.suffix)}"
        )
        yield report.at_most(what, ours, pandas, MOST[form], "ms")
    named, written = fastest(
        ROUNDS, partial(export.identity, Format.CSV), partial(Format.CSV.write, export)
    )
    what = f"not modified, {extensions}, beside writing the CSV"
    yield report.at_most(what, named, written, MOST_NAMED, "ms")


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
