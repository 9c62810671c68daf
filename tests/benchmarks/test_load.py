"""The people of ``make load`` are served, and what they meet is counted."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from benchmarks import servers
from benchmarks.load import house
from benchmarks.load.people import VIEWS, Look, People, errors, p95
from tests.support.fault_server import refused_port
from tests.support.processes import quickest
from tests.support.stores import until

pytestmark = pytest.mark.slow

# The same pages over fewer days: each hour of a week is a request of its own.
BRIEFLY = tuple(
    (page, link.replace("last_week", "yesterday").replace("last_30_days", "last_7_days"))
    for page, link in VIEWS
)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Serving]:
    rights = tmp_path_factory.mktemp("load") / "access.toml"
    with (
        house.pbx(extensions=12) as (_, port),
        house.dashboard(house.connected_to(port, rights), start=quickest) as serving,
    ):
        yield serving


def test_signed_in_people_look_at_every_page_without_an_error(
    dashboard: servers.Serving,
) -> None:
    with People([dashboard.url], 2, think=0, views=BRIEFLY, arriving=0) as people:
        until(lambda: len(people.looks) >= 2 * len(BRIEFLY))
        assert people.connected == 2
    assert errors(people.looks) == []
    assert p95(people.looks) > 0


def test_a_page_that_is_not_there_is_an_error(dashboard: servers.Serving) -> None:
    with People([dashboard.url], 1, views=(("nowhere", ""),), arriving=0) as people:
        until(lambda: len(people.looks) == 1)
    assert errors(people.looks) == ["there is no such page"]


def test_a_server_that_is_gone_is_an_error() -> None:
    nowhere = f"http://127.0.0.1:{refused_port()}"
    with People([nowhere], 2, arriving=0) as people:
        until(lambda: len(people.looks) == 2)
    assert all("refused" in words.lower() for words in errors(people.looks))


def test_a_port_that_hangs_up_counts_each_connection() -> None:
    port = refused_port()
    with house.HangingUp(port) as hanging_up:
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                assert connection.recv(1) == b""
        until(lambda: len(hanging_up.times) == 3)
    hanging_up.times = [0.0, 59.0, 61.0, 62.0, 130.0]
    assert hanging_up.in_the_busiest_minute() == 3


def test_of_the_times_that_were_taken_five_in_a_hundred_are_longer() -> None:
    looks = [Look(0, seconds, stale=False, wrong=()) for seconds in range(101)]
    assert p95(looks) == 95
