"""Which PBX is meant, where there are several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

ALL_SYSTEMS: Final = "all"
"""In a link: every PBX at once. So no system may have this id."""

GROUP_SEPARATOR: Final = ":"
"""Between the id of a PBX and the number of a group, where groups of several are side by side."""

MOST_ID_LENGTH: Final = 24

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LONGEST_NAME = 40
# Those of the charts' palette (Okabe and Ito), which colour-blind people can tell apart.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")


@dataclass(frozen=True)
class System:
    """One PBX: its ``id`` in links and files, its name and colour on pages, its time zone.

    ``id`` and ``name`` are empty where the settings describe one PBX, as it needs neither.
    """

    id: str
    name: str
    zone: ZoneInfo
    colour: str = _COLOURS[0]


def check_id(text: str) -> str:
    """An id that links, file names and addresses carry as it is. Raises ValueError."""
    if not _ID.fullmatch(text):
        raise ValueError(
            "is not 1 to 24 small letters, digits and hyphens. It stands in links: give one such "
            "as berlin."
        )
    if text == ALL_SYSTEMS:
        raise ValueError(f"cannot be {ALL_SYSTEMS}, which means every PBX in a link.")
    return text


def check_name(text: str) -> str:
    """A name for pages and files. Raises ValueError."""
    name = text.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueError(f"is not a text of 1 to {_LONGEST_NAME} readable characters.")
    return name


def check_colour(text: str) -> str:
    """A colour as ``#0072b2``. Raises ValueError."""
    colour = text.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"is not a colour. Give it as {_COLOURS[0]}.")
    return colour


def usual_colour(position: int) -> str:
    """The colour of the system at this position, from 0, where none is chosen."""
    return _COLOURS[position % len(_COLOURS)]
