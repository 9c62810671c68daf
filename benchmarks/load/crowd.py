"""A hundred people on one process, then three hundred, exports beside them, and the PBX away."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Final
from urllib.parse import urlsplit

from benchmarks import report, servers
from benchmarks.load import house
from benchmarks.load.people import THINK_SECONDS, VIEWS, Look, People, errors, p95, signed_in
from benchmarks.viewer import Viewer

PEOPLE: Final = 100
MORE: Final = 200
EXPORTS: Final = 40
BESIDE_SECONDS: Final = 30
EVERY_SECONDS: Final = 10
OPEN_SECONDS: Final = 3_600.0
# Until a minute has passed today's numbers are cached, and nobody notices.
SHORTEST_AWAY_MINUTES: Final = 2.0
MOST_P95: Final = 1.5
MOST_GROWTH_MB: Final = 50
BESIDE_EXPORTS: Final = 2
MOST_REQUESTS: Final = 20
STALE_WITHIN: Final = 1
LIVE_WITHIN: Final = 60
# By then everybody is there and every page has been drawn.
SETTLING_SECONDS: Final = 30
_DONE, _WAITING = 200, 503
PATIENCE_SECONDS: Final = 90


def measure(minutes: float) -> Iterator[report.Line]:
    """All of it takes twice ``minutes`` and about three more."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pbx_stack = stack.enter_context(ExitStack())
        _, port = pbx_stack.enter_context(house.pbx())
        settings = house.connected_to(port, folder / "access.toml")
        ours = stack.enter_context(house.dashboard(settings))
        _warm(ours.url)
        with People([ours.url], PEOPLE) as people:
            people.for_seconds(SETTLING_SECONDS)
            before = servers.memory_mb(ours.pid)
            calm = people.for_seconds(60 * minutes)
            yield from _steady(calm, servers.memory_mb(ours.pid) - before, minutes)
            yield from _exports(people, ours.url, calm)
            yield from _connected(people, ours)
            yield from _away(people, pbx_stack, port, max(minutes, SHORTEST_AWAY_MINUTES))


def _warm(url: str) -> None:
    with Viewer(url, headers=signed_in(0)) as first:
        for view in VIEWS:
            first.go(*view)


def _steady(calm: Sequence[Look], growth: float, minutes: float) -> Iterator[report.Line]:
    what = f"{PEOPLE} signed-in people for {minutes:g} min, {len(calm):,} looks at pages"
    yield report.limited(f"{what}: errors", len(errors(calm)), 0, "errors")
    yield _seconds(f"{what}: 95 of 100 take at most", p95(calm), MOST_P95)
    yield report.limited(f"{what}: growth of memory", growth, MOST_GROWTH_MB, "MB")


def _exports(people: People, url: str, calm: Sequence[Look]) -> Iterator[report.Line]:
    begun = monotonic()
    statuses: list[int] = []
    looks: list[Look] = []
    with ThreadPoolExecutor(EXPORTS) as clients:
        while monotonic() - begun < BESIDE_SECONDS:
            answers = [clients.submit(_export, url, number) for number in range(EXPORTS)]
            looks += people.for_seconds(EVERY_SECONDS)
            statuses += [answer.result() for answer in answers]
    what = f"{EXPORTS} exports at once, every {EVERY_SECONDS} s, beside {PEOPLE} people"
    wrong = errors(looks) + [str(status) for status in statuses if status != _DONE]
    yield report.limited(f"{what}: errors, theirs included", len(wrong), 0, "errors")
    yield report.at_most(f"{what}: 95 of 100 looks", p95(looks), p95(calm), BESIDE_EXPORTS, "s")


def _export(url: str, number: int) -> int:
    """The status of a file in the end; who is told to come again does.

    By the plainest client: a heavier one would take from the people beside it.
    """
    target = f"/export/extensions.xlsx?group=GRP000{number % 2}&range=last_week&search={number}"
    while True:
        client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_SECONDS)
        with closing(client):
            client.request("GET", target, headers=signed_in(number))
            answer = client.getresponse()
            answer.read()
        if answer.status != _WAITING:
            return answer.status
        sleep(int(answer.headers["retry-after"]))


def _connected(people: People, ours: servers.Serving) -> Iterator[report.Line]:
    """Two hundred more who open a page and leave it open."""
    with People([ours.url], MORE, OPEN_SECONDS, VIEWS[:1], first=PEOPLE) as more:
        people.for_seconds(1.5 * THINK_SECONDS)
        looks = people.for_seconds(BESIDE_SECONDS)
        what = f"{PEOPLE + MORE} sessions connected, {PEOPLE} of them at work"
        lost = PEOPLE + MORE - people.connected - more.connected
        wrong = len(errors([*looks, *more.looks])) + lost
        yield report.limited(f"{what}: errors", wrong, 0, "errors")
        yield _seconds(f"{what}: 95 of 100 looks take at most", p95(looks), MOST_P95)
        memory = servers.memory_mb(ours.pid)
        yield report.Line(f"{what}: memory", f"{memory:.0f} MB", "", "", "", holds=True)


def _away(people: People, pbx: ExitStack, port: int, minutes: float) -> Iterator[report.Line]:
    pbx.close()
    with house.HangingUp(port) as hanging_up:
        looks = people.for_seconds(60 * minutes)
    what = f"the PBX away for {minutes:g} min under {PEOPLE} people"
    stale = [look for look in looks if look.stale]
    most = hanging_up.in_the_busiest_minute()
    yield report.limited(f"{what}: requests in the busiest minute", most, MOST_REQUESTS, "requests")
    yield report.limited(f"{what}: errors", len(errors(looks)), 0, "errors")
    yield _seconds(
        f"{what}: {len(stale):,} looks at old numbers that say so, 95 of 100 within",
        p95(stale),
        STALE_WITHIN,
    )
    with house.pbx(port):
        back = monotonic()
        last = back
        # everybody has looked twice since the last old numbers
        while monotonic() < min(last + 2 * THINK_SECONDS, back + 2 * LIVE_WITHIN):
            looks = people.for_seconds(1)
            last = max((look.at for look in looks if look.stale), default=last)
        yield _seconds(f"{what}: the last old numbers after its return", last - back, LIVE_WITHIN)


def _seconds(what: str, value: float, bound: float) -> report.Line:
    return report.Line(what, f"{value:.2f} s", "", "", f"≤ {bound:g} s", value <= bound)
