"""Metrics from what the rooms count themselves: each function gives some families of them.

A metric's name begins with ``telephony_``; its unit, where it has one, is in the name.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeVar

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from server.exports.slots import ExportSlots
from server.gauges.page_runs import PAGE_RUNS
from server.nightly_collection import CollectionState
from telephony.counters.durations import BOUNDS, Durations
from telephony.data_access.audit import AuditLog
from telephony.data_access.pbx.activity import PbxActivity, PbxState
from telephony.data_access.store.activity import StoreActivity
from telephony.data_access.store.inventory import StoreSize
from threecx_dashboard import __version__

K = TypeVar("K", bound=tuple[str, ...])

_LEVELS: Final = {
    "in_flight": "Requests under way.",
    "waiting": "Requests that wait for a slot.",
    "limit": "Requests that may be under way together.",
}
_COLLECTED: Final = ("stored", "fetched", "failed", "left")
_LIMITS: Final = (*map(str, BOUNDS), "+Inf")


def about_the_server(sessions: int) -> Iterator[Metric]:
    """The build, and who is there."""
    build = {"version": __version__, "python": platform.python_version()}
    yield _gauge("build_info", "The running version.", build, {tuple(build.values()): 1})
    yield _value("sessions", "Browser tabs that are open.", sessions)
    yield _histogram(
        "page_run_duration_seconds",
        "Runs of pages.",
        ["page", "outcome"],
        PAGE_RUNS.totals(),
    )


def about_exports(slots: ExportSlots) -> Iterator[Metric]:
    """The files over HTTP."""
    yield _histogram(
        "export_duration_seconds",
        "Exports until their last byte was sent, by HTTP status; 0 where the client left.",
        ["export", "format", "status"],
        slots.served.totals(),
    )
    yield _counter(
        "export_refusals",
        "Exports that were not let in: 401 not signed in or a wrong token, 429 too many.",
        ["status"],
        slots.refused.counts(),
    )
    yield _value("exports_running", "Exports under way.", slots.running_now)
    yield _value("exports_waiting", "Exports that wait for the PBX.", slots.waiting_now)


def about_access(reloads: Mapping[str, int] | None, *, in_force: bool) -> Iterator[Metric]:
    """The access file; nothing where there is none."""
    if reloads is None:
        return
    yield _value("access_file_ok", "1 while the newest access file is in force.", int(in_force))
    counts = {(outcome,): count for outcome, count in reloads.items()}
    yield _counter("access_file_reloads", "Changes of the file.", ["outcome"], counts)


def about_the_audit(log: AuditLog) -> Iterator[Metric]:
    """The record of who did what."""
    yield _value("audit_entries_waiting", "Entries not stored yet.", log.waiting)
    yield _counter("audit_entries_lost", "Entries that were lost.", [], {(): log.lost})


def about_each_pbx(activities: Mapping[str, PbxActivity]) -> Iterator[Metric]:
    """Requests to each PBX, by its id, and the caches that save them."""
    every = activities.items()
    yield _histogram(
        "pbx_request_duration_seconds",
        "Requests to the PBX over the wire.",
        ["pbx", "kind", "outcome"],
        {(pbx, *key): part for pbx, one in every for key, part in one.statistics.totals().items()},
    )
    for name, words in _LEVELS.items():
        values = {(pbx,): getattr(one, name) for pbx, one in every}
        yield _gauge(f"pbx_requests_{name}", words, ["pbx"], values)
    states = {(pbx, state): int(state is one.state) for pbx, one in every for state in PbxState}
    words = "1 for the state of the circuit breaker: available, paused, down."
    yield _gauge("pbx_state", words, ["pbx", "state"], states)
    last = {pbx: one.statistics.last_ok for pbx, one in every}
    yield _times("pbx_last_ok_timestamp_seconds", "The last good response.", last)
    yield _counter(
        "cache_lookups",
        "Looks into the caches: hit, miss (requested), shared (joined a request), failure.",
        ["pbx", "cache", "use"],
        {(pbx, *key): count for pbx, one in every for key, count in one.cache_lookups.items()},
    )


def about_budgets(budgets: Mapping[str, tuple[int, int]]) -> Iterator[Metric]:
    """The requests that exports and the collector may make: left in this hour, and in an hour."""
    left = {(pbx,): budget[0] for pbx, budget in budgets.items()}
    yield _gauge("pbx_budget_left_requests", "Left in this hour for programs.", ["pbx"], left)
    most = {(pbx,): budget[1] for pbx, budget in budgets.items()}
    yield _gauge("pbx_budget_requests", "For programs in an hour.", ["pbx"], most)


def about_the_store(activity: StoreActivity, size: StoreSize | None) -> Iterator[Metric]:
    """The history on disk; ``size`` None while it cannot be measured."""
    usable = {("read",): int(activity.is_readable), ("write",): int(activity.is_writable)}
    yield _gauge("store_usable", "1 while the store is used for that.", ["use"], usable)
    yield _counter(
        "store_transactions",
        "Uses of the store; skipped ones were not tried, as it does not work.",
        ["use", "outcome"],
        activity.uses,
    )
    yield _value("store_pending_buckets", "Buckets not stored yet.", activity.pending_count)
    if size is None:
        return
    yield _value("store_size_bytes", "The file or database.", size.size_bytes)
    buckets = {("yes",): size.final_count, ("no",): size.bucket_count - size.final_count}
    yield _gauge("store_buckets", "Stored stretches of time, final or not.", ["final"], buckets)
    if size.newest_end is not None:
        newest = size.newest_end.timestamp()
        yield _value("store_newest_end_timestamp_seconds", "The end of the newest one.", newest)


def about_the_collector(states: Mapping[str, CollectionState]) -> Iterator[Metric]:
    """The collector inside this process, by the PBX's id."""
    running = {(pbx,): int(state.running) for pbx, state in states.items()}
    yield _gauge("collector_running", "1 while it collects.", ["pbx"], running)
    days = {
        (pbx, name): getattr(state.result, name)
        for pbx, state in states.items()
        for name in _COLLECTED
    }
    yield _gauge("collector_days", "Days of the running or last run.", ["pbx", "state"], days)
    well = {(pbx,): int(state.succeeded) for pbx, state in states.items()}
    yield _gauge("collector_ok", "0 where the last run ended early.", ["pbx"], well)
    ended = {pbx: state.ended for pbx, state in states.items()}
    yield _times("collector_last_end_timestamp_seconds", "The end of the last run.", ended)


def _value(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"telephony_{name}", words, value=value)


def _gauge(name: str, words: str, labels: Iterable[str], values: Mapping[K, float]) -> Metric:
    family = GaugeMetricFamily(f"telephony_{name}", words, labels=list(labels))
    for of, value in values.items():
        family.add_metric(list(of), value)
    return family


def _counter(name: str, words: str, labels: Iterable[str], counts: Mapping[K, int]) -> Metric:
    family = CounterMetricFamily(f"telephony_{name}", words, labels=list(labels))
    for of, count in counts.items():
        family.add_metric([_label(part) for part in of], count)
    return family


def _histogram(
    name: str,
    words: str,
    labels: Iterable[str],
    durations: Mapping[K, Durations],
) -> Metric:
    family = HistogramMetricFamily(f"telephony_{name}", words, labels=list(labels))
    for of, part in durations.items():
        buckets = list(zip(_LIMITS, part.up_to, strict=True))
        family.add_metric([_label(label) for label in of], buckets, part.seconds)
    return family


def _times(name: str, words: str, moments: Mapping[str, datetime | None]) -> Metric:
    """A moment of each PBX; nothing where there is none: 0 would be 1970."""
    known = {(pbx,): moment.timestamp() for pbx, moment in moments.items() if moment is not None}
    return _gauge(name, words, ["pbx"], known)


def _label(text: str) -> str:
    """Labels are compared in queries, so they have no spaces."""
    return str(text).replace(" ", "_")
