from dataclasses import dataclass

from components.shared.memo import memoized


@dataclass(frozen=True)
class Figures:
    version: int


def squares_made():
    made = []

    @memoized(2)
    def square(loaded, number, *, more=0):
        made.append((loaded.version, number, more))
        return number * number + more

    return square, made


def test_what_was_made_of_the_same_figures_and_arguments_is_not_made_again():
    square, made = squares_made()
    assert [square(Figures(1), 3), square(Figures(1), 3)] == [9, 9]
    assert made == [(1, 3, 0)]


def test_other_figures_or_arguments_are_another_thing():
    square, made = squares_made()
    assert [square(Figures(1), 3), square(Figures(2), 3), square(Figures(2), 3, more=1)] == [
        9,
        9,
        10,
    ]
    assert len(made) == 3


def test_the_one_not_looked_at_for_longest_makes_room():
    square, made = squares_made()
    for version in (1, 2, 1, 3, 1, 2):
        square(Figures(version), 3)
    assert [version for version, *_ in made] == [1, 2, 3, 2]


def test_what_is_made_of_a_large_answer_takes_the_place_of_several():
    made = []

    @memoized(4, weight=lambda loaded: loaded.version)
    def name(loaded):
        made.append(loaded.version)
        return str(loaded.version)

    for version in (1, 2, 1, 3, 1, 2, 9, 9, 1):
        assert name(Figures(version)) == str(version)
    assert made == [1, 2, 3, 2, 9, 1]
