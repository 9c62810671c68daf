"""The report's fields by the PBX's names, for filters, orders and selections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from telephony.formatting.suggestions import LOOSE, nearest
from telephony.formatting.units import Unit
from telephony.frames.columns import COLUMNS, Column
from telephony.odata.errors import QueryTextError, quote


class Kind(Enum):
    """The kind of a field's or an expression's value; the value is its name on screen."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    TRUTH = "condition"


@dataclass(frozen=True)
class Field:
    """A field: its ``name`` at the PBX, the frame's ``column``, its kind and meaning."""

    name: str
    column: str
    kind: Kind
    meaning: str


def _kind(column: Column) -> Kind:
    if column.dtype == "str":
        return Kind.TEXT
    return Kind.DURATION if column.unit is Unit.TALK else Kind.NUMBER


FIELDS: Final[Mapping[str, Field]] = {
    column.source: Field(column.source, column.name, _kind(column), column.meaning)
    for column in COLUMNS
    if column.source
}
KEY: Final = "Dn"
"""The field that identifies a row."""


def find_field(name: str, start: int) -> Field:
    """The field of this name, found at ``start`` of the text. Raises QueryTextError."""
    if name in FIELDS:
        return FIELDS[name]
    message = f"{quote(name)} is not a field of this report."
    raise QueryTextError(message, start, start + len(name), nearest(name, FIELDS, LOOSE))
