"""Reading the PBX's durations, against pandas.to_timedelta on the same texts in the same run.

The texts are talk times of one extension and day, log-normal around 18 minutes. Each different
text is parsed once, so what is saved depends on how often they repeat: whole seconds repeat a lot,
microseconds hardly ever. PBXs were seen to send both; a tenth of the texts with microseconds is
the middle case.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
import pandas as pd

from benchmarks import report
from telephony.frames.durations import parse_durations_us

Result = TypeVar("Result")
ROWS = 1_000_000
WANTED_RATIO = 10.0
# With seven times as many different texts.
WANTED_MIXED = 5.0
# The faster of two rounds each, taken in turns, so that a busy moment hits both.
ROUNDS = 2


def talk_times(rows: int, share_with_fraction: float) -> list[str]:
    """ISO durations, the same in every run."""
    chance = random.Random(20)  # noqa: S311 -- repeatable texts, not secrets
    return [
        written(
            min(int(chance.lognormvariate(7, 1)), 12 * 3600),
            f".{chance.randrange(10**6):06d}" if chance.random() < share_with_fraction else "",
        )
        for _ in range(rows)
    ]


def written(seconds: int, fraction: str) -> str:
    """``PT1H2M3.000456S``, parts that are zero left out as the PBX does."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    hour, minute = f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""
    return f"PT{hour}{minute}{seconds}{fraction}S"


def _timed_both(name: str, texts: list[str]) -> tuple[float, float]:
    """Seconds of both ways, after making sure that they agree on every text."""
    ours = pandas = float("inf")
    for _ in range(ROUNDS):
        seconds, (values, unreadable) = timed(lambda: parse_durations_us(texts))
        ours = min(ours, seconds)
        seconds, expected = timed(lambda: pd.to_timedelta(texts))
        pandas = min(pandas, seconds)
        same = np.array_equal(values.to_numpy(np.int64), expected.as_unit("us").asi8)
        if unreadable or not same:
            raise RuntimeError(f"{name}: the two ways do not agree")
    return ours, pandas


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds it took, and what came out."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def measure() -> Iterator[report.Line]:
    """Whole seconds, which have to be read ten times as fast, and a mix for comparison."""
    yield _line("whole seconds", talk_times(ROWS, 0), WANTED_RATIO)
    yield _line("a tenth with microseconds", talk_times(ROWS, 0.1), WANTED_MIXED)


def _line(name: str, texts: list[str], bound: float) -> report.Line:
    ours, pandas = _timed_both(name, texts)
    return report.at_least(
        f"{len(texts):,} durations, {name} ({len(set(texts)):,} different), "
        "beside pandas.to_timedelta",
        pandas / ours,
        bound,
        f"{ours:.3f} s",
        f"{pandas:.3f} s",
    )
