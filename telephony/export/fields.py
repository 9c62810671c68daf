"""The columns that files have, by name, and the values in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from telephony.export.safety import safe
from telephony.formatting.numbers import clock
from telephony.formatting.units import FORMATS, Unit
from telephony.frames.columns import TALKS
from telephony.metrics.registry import METRICS

TEXTS: Final = ("extension", "display_name", "groups")
CLOCK_ENDING: Final = "_hms"
# Files call the talk times without the unit that the report's columns carry.
_IN_FILES: Final = {name: name.removesuffix("_us") for name in TALKS}


@dataclass(frozen=True)
class Field:
    """A column of a file: which column of the frame it holds, and how plain text writes it.

    unit: what its numbers count; None for a column of text.
    """

    key: str
    write: Callable[[Any], str]
    unit: Unit | None = None


@dataclass(frozen=True)
class FileLayout:
    """A table that comes as files: its fields by name, and what its rows are called.

    ``name`` is the workbook's sheet, ``title`` what the workbook says that it is.
    """

    name: str
    title: str
    fields: Mapping[str, Field]

    def keys_of(self, fields: Iterable[str]) -> list[str]:
        """The frame's columns that the fields hold, each once. Unknown fields raise KeyError."""
        return list(dict.fromkeys(self.fields[name].key for name in fields))

    def unit_of(self, key: str) -> Unit | None:
        """The unit of a column of the frame; None for one of text."""
        return next(field.unit for field in self.fields.values() if field.key == key)


def fields_of(keys: Iterable[str]) -> list[str]:
    """The fields that hold a table's or the report's columns, in order; a talk time becomes two.

    The extension is always included: rows without a key cannot be distinguished.
    """
    wanted = list(dict.fromkeys(_IN_FILES.get(key, key) for key in keys))
    if "extension" not in wanted:
        wanted.insert(0, "extension")
    return [name for key in wanted for name, field in FIELDS.items() if field.key == key]


def as_in_files(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the report, of which nothing is derived, with the columns that `FIELDS` hold."""
    return rows.rename(columns=_IN_FILES)


def number_field(key: str, unit: Unit) -> Field:
    """A column of numbers, which plain text writes as its unit asks."""
    return Field(key, FORMATS[unit].text, unit)


def _fields() -> dict[str, Field]:
    fields = {key: Field(key, safe) for key in TEXTS}
    for key, metric in METRICS.items():
        name = key
        if metric.unit is Unit.TALK:
            name = f"{key}_seconds"
        elif metric.unit is Unit.RATE and not key.startswith("share"):
            name = f"{key}_share"
        fields[name] = number_field(key, metric.unit)
        if metric.unit is Unit.TALK:
            fields[f"{key}{CLOCK_ENDING}"] = Field(key, clock, metric.unit)
    return fields


FIELDS: Final = _fields()
EXTENSIONS: Final = FileLayout("Extensions", "Extension statistics", FIELDS)
_FIRST: Final = (
    "extension",
    "display_name",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "sentiment",
    "groups",
    "inbound_talk_hms",
    "outbound_talk_hms",
)
# Programs may count on the order: new fields are appended.
ALL_FIELDS: Final = (*_FIRST, *(name for name in FIELDS if name not in _FIRST))
