"""Fields of a response that stand where a known field is expected.

3CX leaves out fields whose value is 0, so a field that is missing says 0, and fields nobody knows
come with updates. But a known field under another name, or in other letters, would read as 0
everywhere. Such a field is told by its name: made of the words of a field that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telephony.text import clean

Row = Mapping[str, Any]

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MEANINGS: Final = {
    **dict.fromkeys(("in", "inbound", "incoming"), "in"),
    **dict.fromkeys(("out", "outbound", "outgoing"), "out"),
    **dict.fromkeys(("answer", "answered"), "answered"),
    **dict.fromkeys(("unanswer", "unanswered", "missed"), "unanswered"),
    **dict.fromkeys(("talk", "talking", "talktime"), "talk"),
}
# What names may have or lack without meaning something else.
_EMPTY_WORDS: Final = frozenset(
    (
        *("call", "calls", "cnt", "count", "counts", "no", "num", "number", "total"),
        *("dur", "duration", "sec", "seconds", "time"),
    )
)
_DIRECTIONS: Final = frozenset(("in", "out"))
_LONGEST_NAME: Final = 40


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


def misnamed(rows: Sequence[Row], expected: Collection[str]) -> list[Misnamed]:
    """Which of the ``expected`` fields came under other names.

    In other letters (``inboundAnsweredCount``) in some rows or in all; by similar words
    (``InboundAnswered``) only where no row has the field itself. A field with an ``@`` is an
    annotation.
    """
    present = frozenset[str]().union(*rows)
    strange = sorted(name for name in present.difference(expected) if "@" not in name)
    if not strange:
        return []
    missing = [name for name in expected if name not in present]
    found = []
    for name in expected:
        others = [one for one in strange if _letters(one) == _letters(name)]
        if name in missing:
            others += [one for one in strange if name in _meant(one, rows, expected, missing)]
        for other in dict.fromkeys(others):
            places = tuple(
                place
                for place, row in enumerate(rows)
                if row.get(other) is not None and name not in row
            )
            if places:
                found.append(Misnamed(name, other, places))
    return found


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _meant(
    name: str, rows: Sequence[Row], expected: Iterable[str], missing: Collection[str]
) -> list[str]:
    """The fields that a strange name may stand for; none where one of them came itself."""
    said = _meaning(name)
    value = next(row[name] for row in rows if name in row)
    a_time = "talk" in said or (isinstance(value, str) and value.startswith("P"))
    fitting = [one for one in expected if _fits(said, _meaning(one), a_time)]
    return fitting if all(one in missing for one in fitting) else []


def _fits(said: frozenset[str], meaning: frozenset[str], a_time: bool) -> bool:
    telling = meaning - _DIRECTIONS or meaning
    return said <= meaning and bool(said & telling) and a_time == ("talk" in meaning)


def _meaning(name: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORDS.findall(name))
    return frozenset(_MEANINGS.get(word, word) for word in words) - _EMPTY_WORDS
