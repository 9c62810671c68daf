"""A demo PBX on a Wednesday afternoon, shared by the tests that only ask."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import Client, logged_in

WEDNESDAY = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def pbx() -> Iterator[RunningPbx]:
    with running(Options(), clock=lambda: WEDNESDAY) as pbx:
        yield pbx


@pytest.fixture(scope="session")
def client(pbx: RunningPbx) -> Iterator[Client]:
    with logged_in(pbx) as client:
        yield client
