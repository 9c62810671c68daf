"""The sentences of the page of rates; those made of its values are with its metrics."""

from __future__ import annotations

from typing import Final

from telephony.formatting.fixed_texts import localise_percents
from telephony.formatting.locale_style import LocaleStyle

JUDGED: Final = "Is it real for …"
JUDGED_HELP: Final = "Each is named in the picture and judged in a sentence."
EXPORT: Final = "One row per extension, the highest rate first."
_HOW: Final = (
    "Around each rate there is its 95 % interval: where two of them overlap, neither extension is "
    "surely ahead, so a rank is a range. Around the group's rate there are limits that depend on "
    "the number of calls. A rate says nothing about why it is high or low."
)


def how(style: LocaleStyle) -> str:
    """What the interval, the rank and the limits mean."""
    return localise_percents(_HOW, style)
