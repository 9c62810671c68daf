"""A demo PBX and a data access to it, both on one clock that stands at a Tuesday noon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import HistoryStore
from telephony.data_access.store.timeouts import Timeouts
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.xapi.connection import Connection
from tests.support.clocks import SetClock
from tests.support.stores import PATIENT, Place

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def pbx(clock: SetClock) -> Iterator[RunningPbx]:
    with running(Options(extensions=12), clock=clock.now) as served:
        yield served


@pytest.fixture
def access(pbx: RunningPbx, clock: SetClock) -> Iterator[DataAccess]:
    with closing(DataAccess(lambda: connection_to(pbx.base_url), clock=clock)) as held:
        yield held


@contextmanager
def opened(
    place: Place,
    origin: str,
    clock: SetClock,
    max_concurrent_requests: int | None = None,
    timeouts: Timeouts = PATIENT,
) -> Iterator[DataAccess]:
    """An access that stores its history in a place; both are closed at the end."""
    store = place.open(timeouts=timeouts)
    with access_to(origin, clock, store, max_concurrent_requests) as access:
        yield access


@contextmanager
def access_to(
    origin: str, clock: SetClock, store: HistoryStore, max_concurrent_requests: int | None = None
) -> Iterator[DataAccess]:
    """The same over a store that is open already."""
    access = DataAccess(
        lambda: connection_to(origin),
        clock=clock,
        store=store,
        max_concurrent_requests=max_concurrent_requests,
    )
    with closing(access):
        yield access


def connection_to(base_url: str, api_key: str = "demo") -> Connection:
    return Connection(base_url, "demo", SecretStr(api_key))


def query(preset: Preset, *groups: str, area: CallArea = CallArea.ALL) -> Query:
    return Query(groups or ("GRP0000",), resolve_range(PresetRange(preset), NOON, ZONE), area)
