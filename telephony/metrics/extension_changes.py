"""How the calls of each extension changed since the compared period."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import NONE, UNKNOWN, as_percent, count, round_half_up, signed
from telephony.frames.columns import COUNTS
from telephony.metrics.certainty import FEWEST
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.frame_view import FrameView, Numbers
from telephony.query.view import Direction

CHANGE: Final = "change"
"""The column of a derived frame: calls now ÷ calls before - 1, infinite from none, NaN where there
are none at all or they are unknown."""
BEFORE: Final = "calls_before"
"""The column with the calls before, NaN where they are unknown."""
HELP: Final = (
    "Calls now against those of the same extension in the compared period, in percent; as a number "
    f"of calls where there were fewer than {FEWEST}. New: none before."
)
_CACHED: Final = 4_096


def with_changes(
    everyone: FrameView, before: FrameView, direction: Direction, *, lacks_rows: bool
) -> FrameView:
    """The derived frame with ``CHANGE`` and ``BEFORE``.

    An extension that the compared period does not list had no calls in it, unless rows of it are
    missing (``lacks_rows``).
    """
    calls = dict(zip(before.values("extension"), _calls(before, direction), strict=True))
    absent = np.nan if lacks_rows else 0.0
    earlier = np.array([calls.get(number, absent) for number in everyone.values("extension")])
    now = _calls(everyone, direction)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = now / earlier - 1
    return FrameView(everyone.frame.assign(**{CHANGE: change, BEFORE: earlier}))


@lru_cache(maxsize=_CACHED)  # every search writes those of the same extensions
def change_words(now: float, before: float, style: LocaleStyle = ENGLISH) -> str:
    """``+12 %``, of few calls before ``+3 calls``; ``new``, ``–`` for none at all, ``?``."""
    if np.isnan(now) or np.isnan(before):
        return UNKNOWN
    if not before:
        return "new" if now else NONE
    if before < FEWEST:
        difference = int(now - before)
        unit = "call" if abs(difference) == 1 else "calls"
        return f"{signed(difference, lambda size: count(size, style))} {unit}"
    share = (now - before) / before
    return as_percent(
        signed(share, lambda size: count(int(round_half_up(size * 100)), style)), style
    )


def _calls(columns: FrameView, direction: Direction) -> Numbers:
    """The calls of each row, NaN where one of the counts is unknown."""
    calls: Numbers = np.zeros(len(columns))
    for name in of_direction(COUNTS, direction):
        calls = calls + columns.numbers(name)
    return calls
