"""ISO-8601 durations of the PBX, as whole microseconds."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from pandas.arrays import IntegerArray

# ASCII digits only; at least one part, and at least one after "T". Years, months and weeks have
# no fixed length or are never sent, fractions belong to seconds: everything else is unreadable.
_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]+))?S)?)?"
)
# Eleven years of talking, more than any report covers. Below it the sums over twelve thousand
# extensions, both directions, stay within 64 bits.
LONGEST_US = 100_000 * 3600 * 1_000_000
# No part of a duration below that limit has more digits; longer texts are not even looked at.
_LONGEST_TEXT = 64
_UNREADABLE = -1


def parse_durations_us(texts: Sequence[object]) -> tuple[IntegerArray, int]:
    """Durations such as ``P5DT13H43M24.960179S`` in microseconds, and how many are unreadable.

    None means that the PBX left the field out, which it does for zero: 0. Anything that is not a
    plain duration is NA and counted, never guessed: other types, negative ones (nobody talks for
    less than no time), years, months, weeks, fractions of anything but seconds, over 100,000 h.
    Digits past the sixth of a fraction round half up. Each different text is parsed once.
    """
    try:
        parsed: dict[object, int] = {text: _microseconds(text) for text in dict.fromkeys(texts)}
    except TypeError:  # a list or an object where a text belongs is not even hashable
        texts = [text if text is None or isinstance(text, str) else "" for text in texts]
        parsed = {text: _microseconds(text) for text in dict.fromkeys(texts)}
    found = np.fromiter(map(parsed.__getitem__, texts), np.int64, len(texts))
    unreadable = found == _UNREADABLE
    found[unreadable] = 0
    return IntegerArray(found, unreadable), int(unreadable.sum())


def _microseconds(text: object) -> int:
    if text is None:
        return 0
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        return _UNREADABLE
    match = _DURATION.fullmatch(text)
    if match is None:
        return _UNREADABLE
    days, hours, minutes, seconds, fraction = match.groups("0")
    whole = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    rounded_up = fraction[6:7] >= "5"
    total = whole * 1_000_000 + int(fraction[:6].ljust(6, "0")) + rounded_up
    return total if total < LONGEST_US else _UNREADABLE
