"""One reading of all metrics, in a registry of its own: two servers in a process share none."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from components.shared.session_count import count_sessions
from server.current_context import current, current_viewers
from server.exports.slots import ExportSlots
from server.gauges import families
from server.nightly_collection import CollectionState
from server.readiness import HasPhase, Phase
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.inventory import StoreSize
from telephony.xapi.errors import XapiError

# Counting the buckets reads a whole table: more often than that tells nobody anything.
_MEASURE_SECONDS: Final = 60.0


class Watched(HasPhase, Protocol):
    """The lifecycle of the server that is watched."""

    @property
    def collections(self) -> Mapping[str, CollectionState]:
        """The collector's state, by the PBX's id; empty where the server collects nothing."""


class Scrape(Collector):
    """Reads everything when it is asked. Its readings block, and are called from a thread."""

    def __init__(self, slots: ExportSlots, lifecycle: Watched) -> None:
        self._slots = slots
        self._lifecycle = lifecycle
        self._size: StoreSize | None = None
        self._measure_at = float("-inf")
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(namespace="telephony", registry=self._registry)

    def text(self, accept: str) -> tuple[bytes, str]:
        """All metrics, and their content type, in the form that the scraper accepts."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def collect(self) -> Iterable[Metric]:
        """See ``Collector``."""
        yield from families.about_the_server(count_sessions())
        yield from families.about_exports(self._slots)
        if self._lifecycle.phase is not Phase.SERVING:
            return
        context = current()
        access_of = {one.pbx.id: one.access for one in context.each_pbx}
        yield from families.about_each_pbx({pbx: a.activity for pbx, a in access_of.items()})
        yield from families.about_budgets(_budgets(access_of))
        access = context.access  # all share one store
        yield from families.about_the_store(access.store_activity, self._measure(access))
        yield from families.about_the_collector(self._lifecycle.collections)
        viewers = current_viewers()
        in_force = not viewers.access_problem
        yield from families.about_access(viewers.access_reloads, in_force=in_force)
        if (log := context.audit.log) is not None:
            yield from families.about_the_audit(log)

    def _measure(self, access: PermittedAccess) -> StoreSize | None:
        if time.monotonic() >= self._measure_at:
            self._measure_at = time.monotonic() + _MEASURE_SECONDS
            try:
                self._size = access.measure_store()
            except StoreError:
                self._size = None
        return self._size


def _budgets(access_of: Mapping[str, PermittedAccess]) -> Mapping[str, tuple[int, int]]:
    """The requests left in this hour, and those of an hour, by the PBX's id."""
    budgets = {}
    for pbx, access in access_of.items():
        with suppress(XapiError):  # the demo PBX is not there
            budgets[pbx] = access.count_requests_left(), access.rates.per_hour
    return budgets
