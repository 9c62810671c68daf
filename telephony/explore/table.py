"""The rows of an exploration as texts for the screen."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from telephony.answers.raw import RawRows
from telephony.formatting import numbers
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.text import for_display
from telephony.formatting.units import FORMATS
from telephony.frames.columns import COLUMNS
from telephony.frames.extensions import extension_frame
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import FIELDS, Field, Kind
from telephony.odata.ordering import parse_select

_BY_COLUMN: Final = {field.column: field for field in FIELDS.values()}
_UNITS: Final = {column.name: column.unit for column in COLUMNS}


def fields_in(rows: pd.DataFrame) -> tuple[Field, ...]:
    """The report's fields among the columns of these rows, in their order."""
    return tuple(_BY_COLUMN[name] for name in rows.columns if name in _BY_COLUMN)


def heading(field: Field) -> str:
    """The field's name with its unit: ``InboundAnsweredTalkingDur [h:mm:ss]``."""
    unit = _UNITS[field.column]
    return f"{field.name} [{FORMATS[unit].heading}]" if unit else field.name


def received_rows(received: RawRows, select: str) -> pd.DataFrame:
    """What the PBX returned, as a frame of the selected fields."""
    rows = extension_frame(received.rows, "").frame
    try:
        fields = parse_select(select or "*")
    except QueryTextError:  # it was sent unchecked
        fields = tuple(FIELDS.values())
    return rows[[field.column for field in fields]]


def cells(rows: pd.DataFrame, style: LocaleStyle) -> pd.DataFrame:
    """A column of texts per field, by the field's name; durations as h:mm:ss, "?" for unknown."""
    return pd.DataFrame(
        {
            field.name: [_cell(field, value, style) for value in rows[field.column]]
            for field in fields_in(rows)
        },
        dtype="str",
    )


def _cell(field: Field, value: Any, style: LocaleStyle) -> str:
    if pd.isna(value):
        return numbers.UNKNOWN
    if field.kind is Kind.TEXT:
        return for_display(value)
    if field.kind is Kind.DURATION:
        return numbers.clock(int(value))
    sign = "−" if value < 0 else ""  # a sentiment may be negative
    return sign + numbers.count(abs(int(value)), style)
