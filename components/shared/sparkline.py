"""The days of a row as bars no larger than a word, as HTML: ``st.html`` lets no SVG through."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def as_html(values: Sequence[float | None], words: str, color: str = "") -> str:
    """A bar per value from 0 to the highest one, a gap for None; ``words`` are for screen readers.

    ``color`` is a CSS colour, by default that of both directions together.

    Empty without any value.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    top = max(known) or 1
    style = f' style="color:{color}"' if color else ""
    bars = "".join(
        "<i></i>" if value is None else f'<i style="height:{100 * value / top:.0f}%"></i>'
        for value in values
    )
    return f'<span class="sparkline"{style} role="img" aria-label="{escape(words)}">{bars}</span>'
