"""Colours of the charts: one meaning each, the same on every page, on light and on dark."""

from __future__ import annotations

from typing import Final

from telephony.query.view import Direction

# The hue is the direction; unanswered calls are lighter than answered ones, and hatched.
# From Okabe and Ito's colour-blind safe set: its blue, its vermillion a little darker so that the
# lighter one can differ from it. Each has 3 : 1 or more against the light and the dark background,
# which leaves little room: brighter ones vanish on white, darker ones on black.
INBOUND_ANSWERED: Final = "#0072B2"
INBOUND_UNANSWERED: Final = "#4A9AD4"
OUTBOUND_ANSWERED: Final = "#B84E00"
OUTBOUND_UNANSWERED: Final = "#DF7A33"
BOTH: Final = "#009E73"  # where both directions are counted together
BOTH_HATCH: Final = "#005F45"  # its hatching, for what was not answered

SERIES: Final = {
    "inbound_answered": INBOUND_ANSWERED,
    "inbound_unanswered": INBOUND_UNANSWERED,
    "outbound_answered": OUTBOUND_ANSWERED,
    "outbound_unanswered": OUTBOUND_UNANSWERED,
    "inbound_talk_us": INBOUND_ANSWERED,
    "outbound_talk_us": OUTBOUND_ANSWERED,
}
# The heatmap's colours from zero to the highest value: ever more of one colour over the page's own
# background, so that zero looks like the background and high stands out from it, on light, on dark
# and on paper. A little is told from nothing by a step at the bottom.
_LEAST: Final = 0.18
HEATMAP_SCALE: Final = (
    (0.0, "rgba(0,114,178,0)"),
    (1e-6, f"rgba(0,114,178,{_LEAST})"),
    (1.0, "rgba(0,114,178,1)"),
)
_OF_DIRECTION: Final = {
    Direction.BOTH: BOTH,
    Direction.INBOUND: INBOUND_ANSWERED,
    Direction.OUTBOUND: OUTBOUND_ANSWERED,
}

# Over time: a moving average, and days that the company marked itself.
MOVING: Final = "#8C6BB1"
COMPARED: Final = "rgba(128,128,128,1)"
MARK: Final = "#CC79A7"
EVENT: Final = "rgba(204,121,167,0.28)"
WEEKEND: Final = "rgba(128,128,128,0.12)"

# Help lines, medians, gridlines: half-way grey is seen on both backgrounds.
HELP_LINE: Final = "rgba(128,128,128,0.9)"
GAP: Final = "rgba(128,128,128,0.6)"  # hatches a step without data
INVISIBLE: Final = "rgba(128,128,128,0)"  # of the bars that only carry hovers and clicks
GRID: Final = "rgba(128,128,128,0.2)"

# What is not selected stays recognisable, and clearly steps back.
DIMMED: Final = 0.3


def of_direction(direction: Direction) -> str:
    """The one colour of a chart that shows a direction, or both together, as one series."""
    return _OF_DIRECTION[direction]
