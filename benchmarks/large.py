"""Ten thousand extensions: a page of them in the table, all in the export, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx

from benchmarks import report, servers
from benchmarks.viewer import Viewer
from benchmarks.warm import everyone, query
from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.periods.ranges import DayRange

EXTENSIONS = 10_000
MOST_MB = 500
MOST_SENT_KB = 200
PATIENCE_SECONDS = 60


def measure() -> Iterator[report.Line]:
    """A week of theirs, with the week before."""
    view = everyone()
    assert isinstance(view.range, DayRange)
    last = view.range.last
    question = query(replace(view, range=DayRange(last - timedelta(days=6), last)))
    with (
        running(Options(extensions=EXTENSIONS)) as pbx,
        servers.serving(servers.DASHBOARD, servers.connected_to(pbx)) as ours,
        Viewer(ours.url, question) as viewer,
    ):
        tables_bytes = [
            message.ByteSize()
            for message in viewer.run().messages
            if message.delta.new_element.WhichOneof("type") == "dataframe"
        ]
        sent_kb = max(tables_bytes) / 1000
        address = f"{ours.url}/export/extensions.csv?{question}"
        file = httpx.get(address, timeout=PATIENCE_SECONDS).raise_for_status()
        in_file = file.text.count("\r\n") - 1  # the header
        memory = servers.most_memory_mb(ours.pid)
    yield report.limited("table of 10,000 extensions, sent", sent_kb, MOST_SENT_KB, "kB")
    yield _whole("rows of 10,000 extensions in the CSV", in_file)
    yield report.limited("memory with 10,000 extensions loaded", memory, MOST_MB, "MB")


def _whole(what: str, rows: int) -> report.Line:
    wanted = f"{EXTENSIONS:,} rows"
    return report.Line(what, f"{rows:,} rows", "", "", f"= {wanted}", rows == EXTENSIONS)
