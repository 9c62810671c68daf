"""What a page asks of a chart beside the frame."""

from __future__ import annotations

from dataclasses import dataclass

from telephony.formatting.numbers import ENGLISH, Separators
from telephony.query.view import Direction


@dataclass(frozen=True)
class Asked:
    """Direction shown, extensions picked out, whether all get a row, the reader's separators."""

    direction: Direction
    selected: frozenset[str] = frozenset()
    show_all: bool = False
    style: Separators = ENGLISH
