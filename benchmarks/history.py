"""The history, cold and warm.

Cold: from a slow PBX, beside every fixed number of concurrent requests. Warm: beside the bare
reading of the same rows.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

from pydantic import SecretStr

from benchmarks import report, servers, stored_year
from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.answers.history import History
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store
from telephony.periods.buckets import Grain
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection

LATENCY_MS = 150
COLD_DAYS = 90
# A PBX that does one report at a time needs as long for each of them.
SERIAL_DAYS = 30
ROUNDS = 3
# Nobody answers there: what is warm needs no PBX.
NOWHERE = Connection("http://127.0.0.1:9", "demo", SecretStr("demo"))


def measure() -> Iterator[report.Line]:
    """Cold first, then warm."""
    yield from _cold("answers in parallel", Options(latency_ms=LATENCY_MS), (4, 6, 8))
    slow = Options(latency_ms=LATENCY_MS, serial_reports=True)
    yield from _cold("does one report at a time", slow, (2, 4, 8))
    yield from _warm(200)
    yield from _large(2_000)


def _cold(words: str, options: Options, fixed: tuple[int, ...]) -> Iterator[report.Line]:
    days = SERIAL_DAYS if options.serial_reports else COLD_DAYS
    with running(options) as pbx:
        connection = Connection(pbx.base_url, "demo", SecretStr("demo"))
        ours = min(_asked(connection, days) for _ in range(2))
        best = min(_asked(connection, days, limit) for limit in fixed)
        what = f"cold trend of {days} days, a PBX of {LATENCY_MS} ms that {words}"
        yield report.at_most(
            f"{what}; beside the best fixed number of requests", ours, best, 1.3, "s"
        )
        if not options.serial_reports:
            single = _asked(connection, days, 1)
            yield report.at_least(
                f"{what}; beside one request after the other",
                single / ours,
                4,
                f"{ours:.3g} s",
                f"{single:.3g} s",
            )


def _asked(connection: Connection, days: int, fixed: int | None = None) -> float:
    """Seconds from query to frame with an empty store; ``fixed``: a limit that never changes."""
    learned = ConcurrencyLimiter.limit
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(ConcurrencyLimiter, "limit", learned if fixed is None else fixed),
    ):
        access = DataAccess(lambda: connection, store=open_store(Path(folder)))
        with closing(access):
            access.load_groups()  # signed in, as when a page is opened
            yesterday = datetime.now(stored_year.ZONE).date() - timedelta(days=1)
            chosen = DayRange(yesterday - timedelta(days=days - 1), yesterday)
            period = resolve_range(chosen, datetime.now(UTC), stored_year.ZONE)
            begun = perf_counter()
            history = access.load_history(
                Query((stored_year.GROUP,), period, CallArea.ALL), Grain.DAY
            )
            seconds = perf_counter() - begun
    _check(history, days, days)
    return seconds


def _warm(extensions: int) -> Iterator[report.Line]:
    with tempfile.TemporaryDirectory() as folder:
        rows = stored_year.fill(Path(folder), NOWHERE.identity, extensions)
        file = Path(folder) / "history.sqlite"
        raw, ours = [], []
        for _ in range(ROUNDS):
            raw.append(_raw(file, rows))
            ours.append(_read(Path(folder))[0])
        yield _beside_rows(extensions, min(ours), min(raw))
        size = file.stat().st_size / rows
        yield report.Line("store, per row of that year", f"{size:.0f} bytes", "", "", "", True)


def _large(extensions: int) -> Iterator[report.Line]:
    with tempfile.TemporaryDirectory() as folder:
        rows = stored_year.fill(Path(folder), NOWHERE.identity, extensions)
        # a process of its own, so that its memory is that of this question
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            seconds, megabytes = pool.submit(_read, Path(folder)).result()
        raw = _raw(Path(folder) / "history.sqlite", rows)
    yield _beside_rows(extensions, seconds, raw)
    what = f"warm year of {extensions:,} extensions"
    yield report.limited(f"{what}, memory on top", megabytes, 400, "MB")


def _beside_rows(extensions: int, ours: float, raw: float) -> report.Line:
    what = f"warm year of {extensions:,} extensions, from the question to the frame"
    return report.at_most(f"{what}; beside reading its rows", ours, raw, 3, "s")


def _raw(file: Path, rows: int) -> float:
    begun = perf_counter()
    with closing(sqlite3.connect(file)) as connection:
        read = connection.execute("SELECT * FROM figures").fetchall()
    seconds = perf_counter() - begun
    if len(read) != rows:
        raise RuntimeError(f"{len(read)} rows instead of {rows}")
    return seconds


def _read(folder: Path) -> tuple[float, float]:
    """Seconds and megabytes that a year from the store takes, nothing of it held in memory."""
    access = DataAccess(lambda: NOWHERE, store=open_store(folder))
    with closing(access):
        period = stored_year.period()
        before = servers.most_memory_mb(os.getpid())
        begun = perf_counter()
        history = access.load_history(Query((stored_year.GROUP,), period, CallArea.ALL), Grain.DAY)
        seconds = perf_counter() - begun
        after = servers.most_memory_mb(os.getpid())
    _check(history, len(history.buckets), 0)
    return seconds, after - before


def _check(history: History, held: int, requests: int) -> None:
    if len(history.held) != held or len(history.requests) != requests:
        raise RuntimeError(f"{len(history.held)} days held after {len(history.requests)} requests")
