"""Fields of a response that stand where a known field is expected.

3CX leaves out fields whose value is 0, so a missing field means 0, and updates bring new fields.
But a known field under another name would read as 0 everywhere. Such a field is recognised by its
name, or by talk time without any answered calls beside it, and the other way round. Where none of
the known fields comes at all, a time and a number beside it that are not 0 are two of them under
names of their own. One inside an object has the object's name in front, as in
``Calls.InboundAnsweredCount``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telephony.formatting.suggestions import nearest
from telephony.formatting.text import clean

Row = Mapping[str, Any]
_FOLDED: Final = (dict, list)

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MEANINGS: Final = {
    **dict.fromkeys(("in", "inb", "inbound", "incoming"), "in"),
    **dict.fromkeys(("out", "outb", "outbound", "outgoing"), "out"),
    **dict.fromkeys(("ans", "answer", "answered"), "answered"),
    **dict.fromkeys(("unans", "unanswer", "unanswered", "missed"), "unanswered"),
    **dict.fromkeys(("talk", "talking", "talktime"), "talk"),
}
# What names may have or lack without meaning something else.
_EMPTY_WORDS: Final = frozenset(
    (
        *("call", "calls", "cnt", "count", "counts", "no", "num", "number", "total"),
        *("dur", "duration", "sec", "seconds", "time"),
    )
)
_DURATION: Final = re.compile(r"P[0-9T]")
_NOT_ZERO: Final = re.compile(r"[1-9]")
_ALIKE: Final = 0.9
"""Of all letters: a letter more or less, while another word of these lengths is below 0.85."""
_DIRECTIONS: Final = frozenset(("in", "out"))
_LONGEST_NAME: Final = 40
_DEEPEST: Final = 3
"""Objects inside each other that are looked into."""


@dataclass(frozen=True)
class Misnamed:
    """A known field ``expected`` that came as ``found``; ``rows`` are the places where it did."""

    expected: str
    found: str
    rows: tuple[int, ...]

    @property
    def words(self) -> str:
        """A sentence for the reader."""
        found = clean(self.found)[:_LONGEST_NAME]
        return f"The PBX sends “{found}” instead of “{self.expected}”. Shown as unknown."


def misnamed(
    rows: Sequence[Row], expected: Collection[str], known: Collection[str] = ()
) -> list[Misnamed]:
    """Which of the ``expected`` fields came under other names; ``known`` are further fields.

    In other letters (``inboundAnsweredCount``) in some rows or in all; under a similar name
    (``InboundAnswered``), or any name where talk time and answered calls do not fit, only where
    no row has the field itself. A field with an ``@`` is an annotation. Where no row has any of
    them, all came under other names in a row that has a time and a number of something.
    """
    present = frozenset[str]().union(*rows)
    strange = _strange(present, expected, known)
    if not strange:
        return []
    for _ in range(_DEEPEST):
        folded = [one for one in strange if any(isinstance(row.get(one), _FOLDED) for row in rows)]
        if not folded:
            break
        rows = [_unfolded(row, folded) for row in rows]
        strange = _strange(frozenset[str]().union(*rows), expected, known)
    missing = [name for name in expected if name not in present]
    found = []
    for name in expected:
        others = [one for one in strange if _letters(one) == _letters(name)]
        if name in missing:
            others += [one for one in strange if _most_alike(one, missing) == name]
            others += [one for one in strange if name in _meant(one, rows, expected, missing)]
            others = others or _in_its_place(name, strange, rows, expected)
        for other in dict.fromkeys(others):
            places = tuple(
                place
                for place, row in enumerate(rows)
                if row.get(other) is not None and name not in row
            )
            if places:
                found.append(Misnamed(name, other, places))
    if not found and len(missing) == len(expected):
        return _all_by_a_time(strange, rows, expected)
    return found


def _all_by_a_time(
    strange: Sequence[str], rows: Sequence[Row], expected: Collection[str]
) -> list[Misnamed]:
    """All fields, in the rows with a strange time and a strange number that are not 0."""
    counted = [any(_counts(row.get(one)) for one in strange) for row in rows]
    for one in strange:
        lasting = [place for place, row in enumerate(rows) if _lasts(row.get(one))]
        places = tuple(place for place in lasting if counted[place])
        if places:
            return [Misnamed(name, one, places) for name in expected]
    return []


def _counts(value: Any) -> bool:
    return type(value) is int and value > 0


def _lasts(value: Any) -> bool:
    return _is_duration(value) and bool(_NOT_ZERO.search(value))


def _strange(
    names: Collection[str], expected: Collection[str], known: Collection[str]
) -> list[str]:
    return sorted(one for one in {*names}.difference(expected, known) if "@" not in one)


def _unfolded(row: Row, folded: Collection[str]) -> Row:
    """The row with what is in these fields in their place."""
    inside = {f"{name}.{one}": value for name in folded for one, value in _inside(row.get(name))}
    return {name: value for name, value in row.items() if name not in folded} | inside


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from one.items()


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _most_alike(other: str, missing: Sequence[str]) -> str:
    """The field whose name has got a few letters more, or lost or changed one; empty for none."""
    letters, by_letters = _letters(other), {_letters(name): name for name in missing}
    inside = next((name for known, name in by_letters.items() if known in letters), "")
    return inside or by_letters.get(nearest(letters, by_letters, _ALIKE), "")


def _meant(
    name: str, rows: Sequence[Row], expected: Collection[str], missing: Collection[str]
) -> list[str]:
    """The fields whose words a strange name has; none where one of them came itself."""
    said = _meaning(name)
    a_time = "talk" in said or _is_time(name, rows)
    fitting = [one for one in expected if _fits(said, _meaning(one), a_time)]
    return fitting if all(one in missing for one in fitting) else []


def _fits(said: frozenset[str], meaning: frozenset[str], a_time: bool) -> bool:
    telling = meaning - _DIRECTIONS or meaning
    return said <= meaning and bool(said & telling) and a_time == ("talk" in meaning)


def _in_its_place(
    name: str, strange: Sequence[str], rows: Sequence[Row], expected: Collection[str]
) -> list[str]:
    """Strange fields of the right kind, where a missing talk time or count cannot be 0.

    Talk time without answered calls, or the reverse, is no mistake of an extension, but is one
    where it is so for all of them.
    """
    meaning = _meaning(name)
    partner = next((one for one in expected if _meaning(one) ^ meaning == {"talk"}), None)
    if partner is None or not any(row.get(partner) for row in rows):
        return []
    if "talk" in meaning:
        return [one for one in strange if _is_time(one, rows)]
    return [one for one in strange if all(type(row.get(one, 0)) is int for row in rows)]


def _is_time(name: str, rows: Sequence[Row]) -> bool:
    return _is_duration(next(row[name] for row in rows if name in row))


def _is_duration(value: Any) -> bool:
    return isinstance(value, str) and _DURATION.match(value) is not None


def _meaning(name: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORDS.findall(name))
    return frozenset(_MEANINGS.get(word, word) for word in words) - _EMPTY_WORDS
