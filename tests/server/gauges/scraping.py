"""Reads /metrics and what is in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from server.current_context import using
from server.exports.slots import ExportSlots
from server.gauges.endpoint import MetricsEndpoint
from server.host_check import LOOPBACK_NAMES
from server.nightly_collection import CollectionState
from server.readiness import Phase
from server.routes import routes
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.store.store import HistoryStore
from telephony.settings.load import load_settings
from telephony.xapi.clock import Clock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.pages import context_with

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def application(
    phase: Phase = Phase.SERVING,
    collections: Mapping[str, CollectionState] | None = None,
    **environment: str,
) -> Starlette:
    """The routes with metrics, of a server with these settings."""
    loaded = load_settings(environment, env_file=None)
    lifecycle = SimpleNamespace(phase=phase, collections=collections or {})
    slots = ExportSlots()
    metrics = MetricsEndpoint(loaded, LOOPBACK_NAMES, slots, lifecycle)
    return Starlette(routes=routes("", slots, lifecycle, metrics))


def get(
    app: Starlette, target: str = "/metrics", client: str = "127.0.0.1", **headers: str
) -> httpx.Response:
    """The response to ``GET target`` from this address; ``user_agent=`` stands for a header."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(client, 40_000))
        origin = "http://127.0.0.1:8501"
        async with httpx.AsyncClient(transport=transport, base_url=origin) as http:
            return await http.get(target, headers=given)

    return asyncio.run(send())


def samples(text: str) -> Samples:
    """Every sample by its name and labels. Fails where one is there twice."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found, key
            found[key] = sample.value
    return found


def value(found: Samples, name: str, **labels: Any) -> float:
    """The value of one sample."""
    wanted = {label: str(text) for label, text in labels.items()}
    if name.startswith(("pbx_", "cache_", "collector_")):
        wanted.setdefault("pbx", "")  # of the only one there is
    return found[f"telephony_{name}", frozenset(wanted.items())]


@contextmanager
def with_people(pbx: FaultServer, clock: Clock, store: HistoryStore, rules: Path) -> Iterator[None]:
    """A dashboard at which people sign in, by the rules in this file, with an audit."""
    environment = {
        **settings(pbx.origin),
        "DASHBOARD_PROXY_HEADER": "X-Forwarded-User",
        "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
        "DASHBOARD_ACCESS_FILE": str(rules),
    }
    with context_with(environment, clock, store) as context:
        log = AuditLog(store, clock, timedelta(days=365))
        with closing(log), using(replace(context, audit=AuditTrail(log))):
            yield
