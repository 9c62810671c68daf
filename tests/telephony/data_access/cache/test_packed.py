"""Packed values lie in one piece of memory, bounded, and say what they said before."""

from __future__ import annotations

import gc
import sys

import pytest

from telephony.data_access.cache.packed import PackedValues, pickled

MOST = 1_000_000


def holding(*values: tuple[str, object], most: int = 99, size: int = MOST) -> PackedValues:
    held: PackedValues[str, object] = PackedValues(most, size)
    for key, value in values:
        held.put(key, pickled(key, value))
    return held


def test_a_value_is_taken_out_once_from_any_place() -> None:
    for first in "abc":
        held = holding(("a", [1]), ("b", [2, 2]), ("c", "three" * 99))
        values = {"a": [1], "b": [2, 2], "c": "three" * 99}
        assert held.pop(first) == values.pop(first)
        assert held.pop(first) is None
        assert {key: held.pop(key) for key in values} == values


def test_the_newer_of_two_values_counts_and_one_let_go_of_is_gone() -> None:
    held = holding(("a", "old"), ("b", "other"), ("a", "new"))
    held.discard("b")
    assert (held.pop("a"), held.pop("b")) == ("new", None)


@pytest.mark.parametrize(("most", "size"), [(2, MOST), (99, 100)])
def test_the_oldest_makes_room(most: int, size: int) -> None:
    held = holding(*((key, f"{key}{ord(key) ** 9}") for key in "abcdefgh"), most=most, size=size)
    assert held.pop("a") is None
    assert held.pop("h") == f"h{ord('h') ** 9}"


def test_one_that_is_too_large_is_not_held_and_drives_out_no_other() -> None:
    held = holding(("a", "short"), ("b", [number**9 for number in range(999)]), size=500)
    assert (held.pop("b"), held.pop("a")) == (None, "short")


def test_keys_of_one_hash_are_never_taken_for_each_other() -> None:
    held: PackedValues[int, str] = PackedValues(9, MOST)
    assert hash(-1) == hash(-2)
    held.put(-1, pickled(-1, "of minus one"))
    assert held.pop(-2) is None


def test_a_thousand_values_are_no_objects_of_their_own() -> None:
    held: PackedValues[tuple[str, int], list[str]] = PackedValues(1_000, MOST)
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(1_000):
        held.put(("key", number), pickled(("key", number), [f"value {number}"]))
    gc.collect()
    assert sys.getallocatedblocks() - before < 100
