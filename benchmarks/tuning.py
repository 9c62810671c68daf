"""Reruns per second of the tuned server and of an untuned one, with several viewers at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from benchmarks import report, servers
from benchmarks.viewer import Viewer
from benchmarks.warm import everyone, query
from demo_pbx.options import Options
from demo_pbx.serving import running

EXTENSIONS = 40  # the demo's own number
WANTED_RATIO = 1.8
VIEWERS = 4  # who do not think: enough to keep one process busy
RUNS = 10  # of each viewer in a round
ROUNDS = 5


def measure() -> Iterator[report.Line]:
    """Rounds of both in turns; the median counts."""
    with running(Options(extensions=EXTENSIONS)) as pbx, ExitStack() as opened:
        settings = servers.connected_to(pbx)
        sides = [
            [opened.enter_context(Viewer(server.url, query(everyone()))) for _ in range(VIEWERS)]
            for server in (
                opened.enter_context(servers.serving(kind, settings))
                for kind in (servers.DASHBOARD, servers.UNTUNED)
            )
        ]
        pool = opened.enter_context(ThreadPoolExecutor(VIEWERS))
        for side in sides:
            _round(pool, side)
        rounds = [[_round(pool, side) for side in sides] for _ in range(ROUNDS)]
    tuned, untuned = (median(one) for one in zip(*rounds, strict=True))
    yield report.at_least(
        "reruns of the overview by the tuned server, beside an untuned one",
        tuned / untuned,
        WANTED_RATIO,
        f"{tuned:.1f} /s",
        f"{untuned:.1f} /s",
    )


def _round(pool: ThreadPoolExecutor, viewers: list[Viewer]) -> float:
    begun = perf_counter()
    for _ in pool.map(_runs, viewers):
        pass
    return len(viewers) * RUNS / (perf_counter() - begun)


def _runs(viewer: Viewer) -> None:
    for _ in range(RUNS):
        viewer.run()
