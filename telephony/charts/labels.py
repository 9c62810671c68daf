"""How charts name an extension.

Plotly reads markup, links and formulas in every text, and Streamlit replaces its own placeholder
colours (#000001 …) in all texts of a figure. So every text from the PBX is escaped here.
"""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from functools import lru_cache
from typing import Final

from telephony.formatting.lists import extension_words
from telephony.formatting.text import clean, for_display
from telephony.metrics.frame_view import FrameView

# In letters' widths. A phone is 390 px wide: names take less than half of it.
TICK_WIDTH: Final = 18
# A whole name is wrapped to fit a phone. No real name is longer than the limit.
_LINE: Final = 36
_WHOLE_LIMIT: Final = 160

# Plotly takes a text between two dollars for a formula.
_DOLLAR: Final = re.compile(r"\$")
_PLACEHOLDER: Final = re.compile(r"#(?=0000\d\d)")


# The same few hundred names are drawn again with every click.
_remembered = lru_cache(maxsize=4_000)


def literal(words: str) -> str:
    """The text as plotly shows it literally. Quotes stay: plotly would show their entity."""
    escaped = html.escape(words, quote=False)
    return _PLACEHOLDER.sub("&#35;", _DOLLAR.sub("&#36;", escaped))


@_remembered
def short_name(name: str, extension: str) -> str:
    """The extension on an axis or beside a point: the name, truncated, and the number."""
    number = literal(_cut(clean(extension)))
    called = clean(name)
    return f"{literal(_cut(called))} {number}" if called else number


@_remembered
def whole_name(name: str, extension: str) -> str:
    """The extension in a hover: the whole name, in lines that fit a phone, and the number."""
    number = literal(for_display(clean(extension), _LINE))
    called = for_display(clean(name), _WHOLE_LIMIT)
    if not called:
        return f"<b>{number}</b>"
    lines = [called] if len(called) <= _LINE else textwrap.wrap(called, _LINE)
    return f"<b>{'<br>'.join(map(literal, lines))}</b> {number}"


def _cut(words: str) -> str:
    """Truncated to a tick's width: East Asian letters and most emoji take two places."""
    if words.isascii():
        return for_display(words, TICK_WIDTH)
    used = 0
    for count, character in enumerate(words):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > TICK_WIDTH:
            return for_display(words, max(count, 1))
    return for_display(words, TICK_WIDTH)


def plain_name(columns: FrameView, place: int) -> str:
    """The extension at that position of the frame, for a sentence beside a chart.

    Nothing is escaped: plotly does not read it.
    """
    name, number = (str(columns.values(key)[place]) for key in ("display_name", "extension"))
    return extension_words(name, number)
