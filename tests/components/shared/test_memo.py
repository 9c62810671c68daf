from dataclasses import dataclass

from components.shared.memo import memoized
from telephony.data_access.cache.unused import drop_unused


@dataclass(frozen=True)
class Loaded:
    version: int


def counted_squares():
    computed = []

    @memoized(2)
    def square(loaded, number, *, more=0):
        computed.append((loaded.version, number, more))
        return number * number + more

    return square, computed


def test_the_same_answer_and_arguments_are_computed_once():
    square, computed = counted_squares()
    assert [square(Loaded(1), 3), square(Loaded(1), 3)] == [9, 9]
    assert computed == [(1, 3, 0)]


def test_another_answer_or_argument_is_computed_anew():
    square, computed = counted_squares()
    assert [square(Loaded(1), 3), square(Loaded(2), 3), square(Loaded(2), 3, more=1)] == [
        9,
        9,
        10,
    ]
    assert len(computed) == 3


def test_the_least_recently_used_result_makes_room():
    square, computed = counted_squares()
    for version in (1, 2, 1, 3, 1, 2):
        square(Loaded(version), 3)
    assert [version for version, *_ in computed] == [1, 2, 3, 2]


def test_the_result_of_a_large_answer_takes_the_place_of_several():
    computed = []

    @memoized(4, weight=lambda loaded: loaded.version)
    def name(loaded):
        computed.append(loaded.version)
        return str(loaded.version)

    for version in (1, 2, 1, 3, 1, 2, 9, 9, 1):
        assert name(Loaded(version)) == str(version)
    assert computed == [1, 2, 3, 2, 9, 1]


def test_a_result_that_nobody_uses_any_more_is_dropped_and_computed_anew():
    square, computed = counted_squares()
    square(Loaded(1), 3)
    square(Loaded(2), 3)
    drop_unused()
    square(Loaded(2), 3)
    drop_unused()
    assert [square(Loaded(2), 3), square(Loaded(1), 3)] == [9, 9]
    assert [version for version, *_ in computed] == [1, 2, 1]
