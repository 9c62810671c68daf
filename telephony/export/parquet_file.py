"""A Parquet file: typed columns, with what it is about in the schema's metadata."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from telephony.export.about import About
from telephony.export.fields import EXTENSIONS, FileLayout
from telephony.formatting.numbers import whole_microseconds
from telephony.formatting.units import FORMATS, Unit
from telephony.frames.columns import PlainColumns


def parquet_bytes(
    rows: PlainColumns, fields: Sequence[str], about: About, layout: FileLayout = EXTENSIONS
) -> bytes:
    """The rows with counts as int64, rates and erlangs as float64, talk as duration in us.

    Talk is one column, named ``_us`` for readers that take durations for bare numbers; the
    others have the names of the CSV. What does not exist or is unknown is null. The metadata's
    ``about`` is JSON.
    """
    names = {_name(key, fields, layout): key for key in layout.keys_of(fields)}
    types = {key: _type(layout.unit_of(key)) for key in names.values()}
    schema = pa.schema(
        [pa.field(name, types[key]) for name, key in names.items()],
        metadata={"about": json.dumps(about.data(names)).encode()},
    )
    columns = [pa.array(_column(rows, key, layout), of) for key, of in types.items()]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    return out.getvalue()


def _type(unit: Unit | None) -> pa.DataType:
    return pa.string() if unit is None else pa.type_for_alias(FORMATS[unit].arrow)


def _name(key: str, fields: Sequence[str], layout: FileLayout) -> str:
    if _is_time(key, layout):
        return f"{key}_us"
    return next(name for name in fields if layout.fields[name].key == key)


def _column(rows: PlainColumns, key: str, layout: FileLayout) -> list[Any]:
    values = rows[key]
    if not _is_time(key, layout):
        return values
    return [None if value is None else whole_microseconds(value) for value in values]


def _is_time(key: str, layout: FileLayout) -> bool:
    unit = layout.unit_of(key)
    return unit is not None and unit.is_time
