"""A line as small as a word: the days of a row, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _AIR = 96, 22, 2  # [px]


def as_html(values: Sequence[float | None], words: str) -> str:
    """A line from 0 to the highest value, with a gap for None; ``words`` say it to a screen reader.

    Empty without any value.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    top = max(known) or 1
    step = (_WIDTH - 2 * _AIR) / max(len(values) - 1, 1)
    points = [
        None
        if value is None
        else f"{_AIR + place * step:.1f},{_HEIGHT - _AIR - value / top * (_HEIGHT - 2 * _AIR):.1f}"
        for place, value in enumerate(values)
    ]
    path = "".join(
        "" if point is None else f"{'L' if place and points[place - 1] else 'M'}{point}"
        for place, point in enumerate(points)
    )
    dots = "".join(
        f'<circle cx="{point.split(",")[0]}" cy="{point.split(",")[1]}" r="1.5"></circle>'
        for place, point in enumerate(points)
        if point and not any(points[max(place - 1, 0) : place] + points[place + 1 : place + 2])
    )
    return (
        f'<svg class="sparkline" role="img" aria-label="{escape(words)}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"><path d="{path}"></path>{dots}</svg>'
    )
