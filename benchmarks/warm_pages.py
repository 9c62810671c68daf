"""The warm pages against bare ones that show the same, and what opening one sends.

A floor has what the page itself sent, taken from its messages: its controls, texts, charts and
first table. Beside it stands one of the charts and the table alone.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import prebuilt, report, servers
from benchmarks.parts import parts_of
from benchmarks.prebuilt import Ready, Sheet
from benchmarks.viewer import Viewer
from benchmarks.warm import NOTHING_CHANGED, RUNS, WARMING, everyone, middle_half_ms, query
from components.shared.charts import Chart
from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support.sent_charts import charts_sent, has_charts

EXTENSIONS: Final = 200
PAGES: Final = ("extension", "changes", "workload", "rates", "groups")
BOUND: Final = 1.5
MOST_SENT_KB: Final = 300
# Eighty days of two hundred extensions take the demo PBX some seconds.
_MOST_RUNS: Final = 400


def measure() -> Iterator[report.Line]:
    """Each page in turn: nothing changed, and what opening it sends."""
    with running(Options(extensions=EXTENSIONS)) as pbx, tempfile.TemporaryDirectory() as folder:
        settings = {**servers.connected_to(pbx), "TELEPHONY_DATA_DIR": folder}
        with servers.serving(servers.DASHBOARD, settings) as ours:
            yield from _measure_page(ours.url, "overview", NOTHING_CHANGED)
            for page in PAGES:
                yield from _measure_page(ours.url, page, BOUND)


def _measure_page(url: str, name: str, bound: float) -> Iterator[report.Line]:
    asked, page = query(everyone()), "" if name == "overview" else name
    with Viewer(url, asked, page) as viewer:
        _until_drawn(viewer)
    with Viewer(url, asked, page) as dashboard:
        opened = dashboard.run()
        drawn = _ready(opened.messages)
        with _floor(drawn) as floor, _floor(replace(drawn, parts=())) as bare:
            sides = (dashboard, floor, bare)
            runs = [[side.run() for side in sides] for _ in range(WARMING + RUNS)][WARMING:]
    words = f"warm {name} of {EXTENSIONS} extensions"
    own, whole, alone = map(middle_half_ms, zip(*runs, strict=True))
    yield report.at_most(f"{words}, beside all that it shows", own, whole, bound, "ms")
    yield report.compared(f"{words}, beside its charts and table alone", own, alone, "ms")
    yield report.limited(f"{words}, opening sends", opened.sent_bytes / 1000, MOST_SENT_KB, "kB")


def _until_drawn(viewer: Viewer) -> None:
    """Run until nothing is on its way any more."""
    for _ in range(_MOST_RUNS):
        drawn = viewer.run()
        if not any(is_progress(message) for message in drawn.messages):
            return
    raise RuntimeError("the page never had all its days")


def is_progress(message: ForwardMsg) -> bool:
    """Whether it says that some of the page is still on its way."""
    return message.delta.new_element.WhichOneof("type") == "progress"


@contextmanager
def _floor(drawn: Ready) -> Iterator[Viewer]:
    """A viewer of the bare script that sends this."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "views"
        kept.write_bytes(pickle.dumps([drawn]))
        with (
            servers.serving(servers.BARE, {prebuilt.FILE_VARIABLE: str(kept)}) as bare,
            Viewer(bare.url) as floor,
        ):
            yield floor


def _ready(messages: Sequence[ForwardMsg]) -> Ready:
    elements = [message.delta.new_element for message in messages]
    charts = [
        chart
        for element in elements
        if element.WhichOneof("type") == "bidi_component" and has_charts(element.bidi_component)
        for chart in charts_sent(element.bidi_component).values()
    ]
    tables = [
        pa.ipc.open_stream(element.dataframe.arrow_data.data).read_pandas()
        for element in elements
        if element.WhichOneof("type") == "dataframe"
    ]
    return Ready(
        {
            f"chart_{place}": Chart(sent["figure"], sent["words"])
            for place, sent in enumerate(charts)
        },
        Sheet(tables[0], {}) if tables else None,
        parts_of(messages),
    )
