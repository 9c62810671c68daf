"""A chart that was sent is kept as the browser got it, and no longer as a figure."""

from __future__ import annotations

import gc
import gzip
import weakref
from threading import Barrier, Thread

import orjson

from components.shared.charts import Chart
from telephony.charts.figure import figure

TRACES = [{"type": "bar", "x": [3, 5], "y": ["Ann", "Bob"]}]


def drawn() -> Chart:
    return Chart(figure(list(TRACES), {}, 400), "Two bars.")


def test_a_chart_that_was_sent_holds_its_figure_no_more_and_says_the_same() -> None:
    chart = drawn()
    before, held = chart.figure.to_dict(), weakref.ref(chart.figure)
    sent = chart.packed
    gc.collect()
    assert held() is None
    assert orjson.loads(gzip.decompress(sent)) == before
    assert chart.packed is sent
    assert (chart.figure.to_dict(), chart.height, chart.words) == (before, 400, "Two bars.")


def test_two_readers_that_get_a_chart_for_the_first_time_get_the_same() -> None:
    for _ in range(50):
        chart, together, sent = drawn(), Barrier(2), []

        def send(chart: Chart = chart, together: Barrier = together, sent: list = sent) -> None:
            together.wait()
            sent.append(chart.packed)

        readers = [Thread(target=send) for _ in range(2)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert len(sent) == 2
        assert sent[0] == sent[1]
