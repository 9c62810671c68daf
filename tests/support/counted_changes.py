"""What changed according to the single calls of a demo PBX: the formulas, written out slowly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from demo_pbx.serving import RunningPbx
from tests.support.counted_legs import Counted, Range, count

SIDES = ("inbound", "outbound")
NOBODY = Counted()
US = Fraction(1, 1_000_000)
People = dict[str, dict[str, Counted]]


def counted(pbx: RunningPbx, groups: Sequence[str], days: Range, area: str = "all") -> People:
    """By direction and extension."""
    return {side: count(pbx, groups, days, area=area, direction=side) for side in SIDES}


def before(days: Range) -> Range:
    length = days.last - days.first + timedelta(days=1)
    return Range(days.first - length, days.last - length)


def half(was: Counted, became: Counted, side: str) -> tuple[Fraction, Fraction]:
    """More calls and longer calls [s] of one direction, as the formula has them."""
    n0, n1 = was.answered[side], became.answered[side]
    d0 = Fraction(was.talk_us, n0) if n0 else None
    d1 = Fraction(became.talk_us, n1) if n1 else None
    if d0 is None:
        d0 = d1
    if d1 is None:
        d1 = d0
    if d0 is None or d1 is None:
        return Fraction(), Fraction()
    return (n1 - n0) * (d0 + d1) / 2 * US, (d1 - d0) * (n0 + n1) / 2 * US


def expected_points(
    was: Mapping[str, Counted], became: Mapping[str, Counted], number: str
) -> tuple[float, float]:
    """An extension's parts of the group's rate in percentage points, as the formula has them."""
    offered0 = sum(one.offered["inbound"] for one in was.values())
    offered1 = sum(one.offered["inbound"] for one in became.values())
    rate0 = Fraction(sum(one.answered["inbound"] for one in was.values()), offered0)
    rate1 = Fraction(sum(one.answered["inbound"] for one in became.values()), offered1)
    one0, one1 = was[number], became[number]
    n0, n1 = one0.offered["inbound"], one1.offered["inbound"]
    if not n0 and not n1:
        return 0.0, 0.0
    late = Fraction(one1.answered["inbound"], n1 or 1)
    r0 = Fraction(one0.answered["inbound"], n0) if n0 else late
    r1 = late if n1 else r0
    w0, w1 = Fraction(n0, offered0), Fraction(n1, offered1)
    mix = (w1 - w0) * ((r0 + r1) / 2 - (rate0 + rate1) / 2)
    return float(100 * mix), float(100 * (r1 - r0) * (w0 + w1) / 2)


def whole(people: People, side: str) -> Counted:
    found = Counted()
    for one in people[side].values():
        found.talk_us += one.talk_us
        found.answered[side] += one.answered[side]
    return found
