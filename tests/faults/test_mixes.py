"""Random mixes of faults against an oracle that knows the true numbers.

Whatever a PBX does, a value that is shown is the true one, or it is marked as incomplete, old or
missing; only the errors of ``telephony.xapi.errors`` come out; and after a repair everything is
right and complete. ``FAULT_MIXES`` says how many mixes are tried, each from its number alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pandas as pd
import pytest
from pydantic import SecretStr

from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store
from telephony.periods.buckets import Grain
from telephony.query.view import CallArea, Query
from telephony.xapi.connection import Connection
from telephony.xapi.errors import XapiError
from tests.faults.matrix import MIXES
from tests.faults.mischief import KINDS, Mischief
from tests.faults.world import COUNTS, GROUPS, TALKS, Truth, World, days
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.stores import PATIENT, fill_disk

AT_ONCE: Final = 20
FIRST, TODAY = date(2026, 3, 7), date(2026, 3, 10)
MORNING: Final = datetime(2026, 3, 10, 8, 5, tzinfo=UTC)
NUMBERS: Final = (*COUNTS, *TALKS)
# What takes longest to be forgotten: a gate of five minutes, a sign-in, a report that is missing.
RECOVERY: Final = timedelta(hours=2)
# Incomplete days are asked again a few at a time.
MOST_LOOKS: Final = 30

pytestmark = pytest.mark.slow


class Mix:
    """One mix of faults, and a dashboard's data access in the middle of it."""

    def __init__(self, number: int, folder: Path, server: FaultServer) -> None:
        self.rng = Random(number)  # noqa: S311  # repeatable
        self.clock = SetClock(MORNING)
        self.world = World.made(self.rng, FIRST, TODAY)
        kinds = tuple(self.rng.sample(KINDS, self.rng.randrange(1, 6)))
        self.pbx = Mischief(server, self.world, self.clock, self.rng, kinds)
        self.store = open_store(folder, None, None, PATIENT)
        if self.rng.random() < 0.1:
            fill_disk(self.store)
        self.access = DataAccess(
            lambda: Connection(server.origin, "app", SecretStr("key")),
            clock=self.clock,
            store=self.store,
        )
        self.groups = self.rng.choice((GROUPS[:1], GROUPS))

    def query(self, first: date, last: date) -> Query:
        return Query(self.groups, days(first, last), CallArea.ALL)

    def live_through(self) -> None:
        """Some questions with faults about, clocks that are set, and what is shown of it."""
        for _ in range(4):
            jump = timedelta(days=self.rng.choice((0, 0, 0, 2, -2)))
            self.clock.jump(jump)
            self.overview(self.rng.choice((FIRST, TODAY)))
            self.trend()
            self.clock.jump(-jump)
            self.clock.move(timedelta(seconds=self.rng.choice((1, 70, 700))))

    def overview(self, first: date) -> bool:
        """Ask for a whole period; True when what came is complete."""
        asked = self.query(first, TODAY)
        begun = self.pbx.now()
        try:
            answer = self.access.request_extensions(asked, refresh=self.rng.random() < 0.5).answer()
        except XapiError:
            return False
        if not answer.complete or asked.period.start > self.clock.now():
            return False  # of what has not begun by our clock nothing is asked, and that is said
        moment = begun if answer.stale is None else MORNING
        assert _numbers(answer.frame) in self.possible(asked, moment)
        return answer.stale is None

    def trend(self) -> bool:
        """Ask for each day; True when all that came is complete."""
        asked = self.query(FIRST, TODAY)
        begun = self.pbx.now()
        history = self.access.request_history(
            asked, Grain.DAY, refresh=self.rng.random() < 0.5
        ).result()
        assert history.held.isdisjoint(gap.bucket for gap in history.gaps)
        moment = begun if history.stale is None else MORNING
        for bucket in history.complete_buckets:
            rows = history.frame[history.frame["bucket_start"] == bucket.start]
            day = bucket.start.astimezone(asked.period.zone).date()
            assert _numbers(rows) in self.possible(self.query(day, day), moment)
        return history.complete and history.stale is None

    def possible(self, asked: Query, since: datetime) -> list[Truth]:
        """What is true of a period at any hour from shortly before ``since`` until now."""
        moment, found = since - timedelta(minutes=2), []
        while moment <= self.pbx.now() + timedelta(hours=1):
            found.append(self.truth(asked, moment))
            moment += timedelta(hours=1)
        return found

    def truth(self, asked: Query, moment: datetime) -> Truth:
        together: dict[str, dict[str, int]] = {}
        for group in asked.groups:
            start, end = asked.period.start, asked.period.end
            for extension, numbers in self.world.truth(group, start, end, moment).items():
                together[extension] = dict(numbers)
        return _without_idle(together)

    def recover(self) -> None:
        """Everything is mended and a day goes by: all is right, and nothing stayed wrong."""
        self.pbx.mend()
        self.clock.move(RECOVERY)
        self.clock.move(timedelta(days=1))
        looks = iter(range(MOST_LOOKS))
        while not (self.overview(FIRST) and self.trend()):
            assert next(looks, None) is not None, f"incomplete for ever after {self.pbx.kinds}"
            self.clock.move(timedelta(minutes=5))
        history = self.access.load_history(self.query(FIRST, TODAY), Grain.DAY)
        assert history.complete
        whole = self.query(TODAY, TODAY)
        today = self.access.load_extensions(whole)
        assert _numbers(today.frame) == self.truth(whole, self.pbx.now())


def _numbers(frame: pd.DataFrame) -> Truth:
    """By extension; those without calls may be listed or not."""
    found = {
        str(row["extension"]): {name: int(row[name]) for name in NUMBERS}
        for row in frame[["extension", *NUMBERS]].to_dict("records")
    }
    assert len(found) == len(frame)
    return _without_idle(found)


def _without_idle(numbers: Truth) -> Truth:
    return {extension: values for extension, values in numbers.items() if any(values.values())}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as started:
        yield started


@pytest.mark.parametrize("first", range(0, MIXES, AT_ONCE))
def test_whatever_goes_wrong_no_number_is_wrong_without_a_word(
    first: int, server: FaultServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(first, min(first + AT_ONCE, MIXES)):
        mix = Mix(number, tmp_path / str(number), server)
        with closing(mix.access):
            try:
                mix.live_through()
                mix.recover()
            except BaseException as error:
                error.add_note(f"mix {number}: {mix.pbx.kinds}")
                raise
    assert [record for record in caplog.records if record.exc_info] == []


def test_every_kind_of_fault_is_in_some_mix() -> None:
    tried: set[str] = set()
    for number in range(100):
        rng = Random(number)  # noqa: S311  # repeatable
        World.made(rng, FIRST, TODAY)
        tried.update(rng.sample(KINDS, rng.randrange(1, 6)))
    assert tried == set(KINDS)
