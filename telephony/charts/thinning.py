"""How much a chart draws: the browser draws SVG, and above a thousand marks nobody can tell them.

What a chart does not draw it says in words; tables and files have everything.
"""

from __future__ import annotations

from typing import Final

from telephony.query.view import StepLength

MOST_POINTS: Final = 1_000
"""Points, bars or steps of a chart."""
_LONGER: Final = {StepLength.DAY: StepLength.WEEK, StepLength.WEEK: StepLength.MONTH}


def drawn_step(by: StepLength, steps: int) -> StepLength:
    """The step in which a trend of that many steps is drawn: the next longer one if too many."""
    return _LONGER.get(by, by) if steps > MOST_POINTS else by
