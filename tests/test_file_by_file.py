"""The workers of a run of tests: few have a browser, and each file stays with one."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from xdist.remote import Producer

from tests.support.file_by_file import BROWSERS, FOLDER, FileByFile


class Worker:
    """What the scheduler sees of a worker; it does its tests in their order."""

    def __init__(self) -> None:
        self.gateway = SimpleNamespace(id="one of them")
        self.shutting_down = False
        self.waiting: deque[int] = deque()
        self.done: list[int] = []

    def send_runtest_some(self, tests: list[int]) -> None:
        self.waiting += tests

    def shutdown(self) -> None:
        self.shutting_down = True


@given(
    browser=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    others=st.lists(st.integers(1, 5), max_size=30),
    turns=st.randoms(use_true_random=False),
)
def test_few_workers_have_a_browser_while_there_are_other_files(browser, others, turns) -> None:
    sizes = {f"{FOLDER}test_{place}.py": size for place, size in enumerate(browser)}
    sizes |= {f"tests/test_{place}.py": size for place, size in enumerate(others)}
    tests = [f"{file}::test_{number}" for file, size in sizes.items() for number in range(size)]
    option = SimpleNamespace(loadscopereorder=False)
    config = SimpleNamespace(getvalue=lambda _: ["4*popen"], option=option)
    scheduler = FileByFile(config, Producer("here", enabled=False))
    workers = [Worker() for _ in range(4)]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, tests)
    scheduler.schedule()
    with_browser: set[Worker] = set()
    while at_work := [worker for worker in workers if worker.waiting]:
        others_left = any(not file.startswith(FOLDER) for file in scheduler.workqueue)
        worker = turns.choice(at_work)
        test = worker.waiting.popleft()
        worker.done.append(test)
        if tests[test].startswith(FOLDER):
            with_browser.add(worker)
        scheduler.mark_test_complete(worker, test)
        assert len(with_browser) <= BROWSERS or not others_left
    done = {test: worker for worker in workers for test in worker.done}
    assert sorted(done) == list(range(len(tests)))
    of_file = {
        file: {done[place] for place, test in enumerate(tests) if test.startswith(f"{file}:")}
        for file in sizes
    }
    assert all(len(of_one) == 1 for of_one in of_file.values())
