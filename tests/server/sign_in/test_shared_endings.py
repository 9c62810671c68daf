"""Processes exchange their ended sign-ins, whatever the store does in between."""

from __future__ import annotations

import time

from server.sign_in.ended import EndedSignIns
from server.sign_in.shared_endings import SharedEndings
from telephony.data_access.store.errors import StoreError

SOON = 0.005


class Stored:
    """What a store would keep; while it is ``down`` nothing goes in or out."""

    def __init__(self):
        self.rows = {}
        self.down = False

    def add(self, ended):
        self._check()
        self.rows.update(ended)

    def list(self):
        self._check()
        return dict(self.rows)

    def _check(self):
        if self.down:
            raise StoreError("down")


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(SOON)


def test_each_process_learns_what_ended_in_the_others_also_while_the_store_was_down():
    stored, here, there = Stored(), EndedSignIns(), EndedSignIns()
    of_here, of_there = SharedEndings(stored, here, SOON), SharedEndings(stored, there, SOON)
    later = time.time() + 3600
    told = []
    there.watch("a", lambda: told.append("a"))
    here.end("a", later)
    until(lambda: told == ["a"])
    stored.down = True
    there.end("b", later)
    assert "b" not in here
    stored.down = False
    until(lambda: "b" in here)
    of_here.stop()
    there.end("c", later)
    of_there.stop()
    assert set(stored.rows) == {"a", "b", "c"}
