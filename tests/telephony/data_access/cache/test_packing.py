"""What nobody uses takes a fraction of the memory, and is there when it is needed again."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import timedelta
from typing import Any

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.cache.packing import PackingCache
from telephony.data_access.cache.unused import drop_unused
from telephony.data_access.service import DataAccess
from telephony.periods.presets import Preset
from telephony.xapi.errors import Unreachable
from tests.support.clocks import SetClock
from tests.telephony.data_access.conftest import connection_to, query


class Text(str):
    """A value with a size."""

    @property
    def size_bytes(self) -> int:
        return len(self)


LONG = Text("a" * 1_000)


def test_a_value_is_the_same_whether_it_was_packed_or_not() -> None:
    memory: PackingCache[int, Text] = PackingCache(max_entries=9, max_bytes=10_000, most_open=2)
    for number in range(5):
        memory.put(number, Text(str(number) * 100))
    for _ in range(3):
        memory.age()
        assert [memory.get(number) for number in range(5)] == [str(n) * 100 for n in range(5)]


def test_the_newest_value_counts_also_where_an_older_one_is_packed() -> None:
    memory: PackingCache[str, Text] = PackingCache(max_entries=9, max_bytes=10_000)
    memory.put("a", Text("old"))
    memory.age()
    memory.age()
    memory.put("a", Text("new"))
    memory.age()
    memory.age()
    assert memory.get("a") == "new"


@pytest.mark.parametrize(("entries", "size"), [(3, 100_000), (100, 4 * 3 * 30)])
def test_packed_values_are_bounded_too_and_the_oldest_goes(entries: int, size: int) -> None:
    memory: PackingCache[int, Text] = PackingCache(entries, size, most_open=1)
    for number in range(20):
        memory.put(number, Text(str(number % 10) * 80))
    assert memory.get(19) is not None
    assert memory.get(0) is None


def test_two_threads_that_use_a_value_while_it_is_packed_both_get_it() -> None:
    memory: PackingCache[str, Text] = PackingCache(max_entries=9, max_bytes=10_000)

    class Used(Text):
        def __reduce__(self) -> Any:  # it is packed just now
            assert memory.get("a") == LONG
            return Text, (str(self),)

    memory.put("a", Used(LONG))
    memory.age()
    memory.age()
    assert memory.get("a") == LONG


def test_old_numbers_that_nobody_looked_at_for_long_still_stand_in_when_the_pbx_is_away(
    clock: SetClock,
) -> None:
    with ExitStack() as running_pbx:
        pbx = running_pbx.enter_context(running(Options(extensions=12), clock=clock.now))
        origin = pbx.base_url
        with closing(DataAccess(lambda: connection_to(origin), clock=clock)) as access:
            wanted = query(Preset.TODAY)
            before = access.load_extensions(wanted)
            hours = access.request_hours(wanted).answer()
            for _ in range(3):
                drop_unused()
            running_pbx.close()
            clock.move(timedelta(hours=3))
            after = access.load_extensions(wanted)
            assert isinstance(after.stale, Unreachable)
            assert after.frame.equals(before.frame)
            assert (after.as_of, after.version) == (before.as_of, before.version)
            assert list(after.frame.dtypes) == list(before.frame.dtypes)
            assert access.request_hours(wanted).answer().frame.equals(hours.frame)


def test_a_view_is_not_requested_again_after_it_was_unused(
    access: DataAccess, pbx: RunningPbx
) -> None:
    wanted = query(Preset.LAST_WEEK)
    first = access.load_extensions(wanted)
    requests = pbx.counters.report_requests
    for _ in range(3):
        drop_unused()
    again = access.load_extensions(wanted)
    assert again.frame.equals(first.frame)
    assert pbx.counters.report_requests == requests
