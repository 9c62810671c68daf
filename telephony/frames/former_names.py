"""Numbers that passed from one person to another within a range, and the words for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count
from telephony.periods.calendar import date_words

# Somebody who gives every extension a new name reads the first ones, and how many there are.
_MOST_NAMED = 5


@dataclass(frozen=True, order=True)
class FormerName:
    """A name that an extension had in the range, and has no longer at its end.

    ``last`` is the beginning (aware, UTC) of the last stored day, or hour, with that name.
    """

    extension: str
    last: datetime
    name: str


FormerNames = tuple[FormerName, ...]


def of_extensions(former: FormerNames, extensions: Collection[str]) -> FormerNames:
    """Those of the extensions that are shown."""
    return tuple(one for one in former if one.extension in extensions)


def former_words(former: FormerNames, zone: ZoneInfo, style: LocaleStyle = ENGLISH) -> str:
    """``100 was Anna until 9 Nov 2026.`` for each, of many the first; empty without any.

    Values belong to the number: they cover everybody who had it.
    """
    said = [
        f"{one.extension} was {one.name} until "
        f"{date_words(one.last.astimezone(zone).date(), style)}."
        for one in former[:_MOST_NAMED]
    ]
    if more := len(former) - len(said):
        said.append(f"{count(more, style)} more changes of a name are not listed.")
    return " ".join(said)
