"""Many viewers reload at the same time, and again: they share one set of requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psutil
import pytest

from tests.browser.conftest import settings
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.processes import dashboard
from tests.support.session import Session, lines, number_of, waits, words
from tests.telephony.xapi.client_harness import GROUPS, REPORT

# More than a pool of threads has.
VIEWERS = 44
RELOADS_AT_ONCE = 60
# Of them, those who were there before; the others come for the first time.
BACK = 8
# By then Streamlit has the 128 of those who have gone that it keeps, and so has the allocator.
ROUNDS_UNTIL_FULL = 3
ROUNDS = 3
# The hundred and eighty sessions after that would take twice as much if they stayed.
MOST_GROWTH = 6 * faults.MEGABYTE
DEFS = "/xapi/v1/Defs"
DAY = "group=G0&from=2024-03-05&to=2024-03-05"
SHOWN = "30 of 30 extensions"
ROWS = faults.listing(
    [{"Dn": str(100 + n), "DisplayName": f"Ann {n}", "InboundAnsweredCount": n} for n in range(30)]
)
# The day, and the day before that it is compared with.
ONE_SET = 2


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        served.script(GROUPS, faults.listing([{"Number": "G0", "Name": "Sales", "Id": 1}]))
        served.script(REPORT, ROWS)
        yield served


def at_once(visit: Callable[[int], None], count: int = VIEWERS) -> None:
    """Let so many viewers do this at the same time, to the end."""
    with ThreadPoolExecutor(count) as viewers:
        for done in [viewers.submit(visit, number) for number in range(count)]:
            done.result()


def asked(pbx: FaultServer) -> tuple[int, int, int]:
    """Requests for the report and for the groups, and sign-ins."""
    return pbx.requests_to(REPORT), pbx.requests_to(GROUPS), pbx.grants


def test_all_who_come_after_a_restart_are_served_by_one_set_of_requests(
    pbx: FaultServer,
) -> None:
    with ExitStack() as tabs:
        with dashboard(environment=settings(pbx.origin)) as before:
            open_tabs = [tabs.enter_context(Session(before.url, "", DAY)) for _ in range(BACK)]
            numbers = [number_of(tab.run()) for tab in open_tabs]
            before.stop()
            assert "Traceback" not in before.log()
        assert asked(pbx) == (ONE_SET, 1, 1)
    answers = threading.Event()
    all_wait = threading.Barrier(VIEWERS, action=answers.set)
    pbx.script(REPORT, faults.held_until(answers, ROWS))
    with dashboard(environment=settings(pbx.origin)) as server:

        def come(viewer: int) -> None:
            number = numbers[viewer] if viewer < BACK else ""
            with Session(server.url, "", DAY, back_from=number) as tab:
                tab.ask()
                while not waits(message := tab.next()):
                    assert message.WhichOneof("type") != "script_finished"
                all_wait.wait()
                messages = tab.finish()
            assert words(messages) == []
            assert SHOWN in lines(messages)

        at_once(come)
        assert asked(pbx) == (2 * ONE_SET, 2, 2)
        assert "Traceback" not in server.log()


def test_all_who_look_at_the_connection_at_once_share_one_look(pbx: FaultServer) -> None:
    answers = threading.Event()
    all_wait = threading.Barrier(VIEWERS, action=answers.set)
    pbx.script(DEFS, faults.held_until(answers, faults.respond({"Id": 0})))
    with dashboard(environment=settings(pbx.origin)) as server:

        def look(_: int) -> None:
            with Session(server.url, "connection") as tab:
                tab.ask()
                while not waits(tab.next()):
                    pass
                all_wait.wait()
                messages = tab.finish()
            assert len(words(messages)) == 1
            assert "The connection works" in words(messages)[0]
            assert "The last 24 hours of one group: 30 extensions." in lines(messages)

        at_once(look)
        assert pbx.requests_to(DEFS) == 1
        assert "Traceback" not in server.log()


def test_who_reloads_over_and_over_costs_no_request_and_no_memory(pbx: FaultServer) -> None:
    with dashboard(environment=settings(pbx.origin)) as server:

        def load(viewer: int) -> None:
            with Session(server.url, "", DAY) as tab:
                if viewer % 2:
                    tab.ask()
                    tab.next()  # and away, in the middle of it
                else:
                    messages = tab.run()
                    assert words(messages) == []
                    assert SHOWN in lines(messages)

        sizes = []
        for rounds in (ROUNDS_UNTIL_FULL, ROUNDS):
            for _ in range(rounds):
                at_once(load, RELOADS_AT_ONCE)
            sizes.append(psutil.Process(server.pid).memory_info().rss)
        assert sizes[1] - sizes[0] < MOST_GROWTH
        assert asked(pbx) == (ONE_SET, 1, 1)
        assert "Traceback" not in server.log()
