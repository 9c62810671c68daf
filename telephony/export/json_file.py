"""A JSON file: what it is about, and one object per row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from telephony.export.about import About
from telephony.export.fields import CLOCK_ENDING, EXTENSIONS, FileLayout
from telephony.formatting.numbers import whole_microseconds
from telephony.frames.columns import PlainColumns


def json_bytes(
    rows: PlainColumns, fields: Sequence[str], about: About, layout: FileLayout = EXTENSIONS
) -> bytes:
    """``{"about": {...}, "rows": [{...}, ...]}`` in UTF-8.

    Rows have the fields of the CSV without the ``_hms`` ones; seconds, counts and shares are
    numbers, what does not exist or is unknown is null, and texts are as they are.
    """
    names = [name for name in fields if not name.endswith(CLOCK_ENDING)]
    keys = {name: layout.fields[name].key for name in names}
    columns = [_column(rows, key, layout) for key in keys.values()]
    document = {
        "about": about.data(keys),
        "rows": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _column(rows: PlainColumns, key: str, layout: FileLayout) -> list[Any]:
    values, unit = rows[key], layout.unit_of(key)
    if unit is None or not unit.is_time:
        return values
    return [None if value is None else _seconds(value) for value in values]


def _seconds(microseconds: float) -> float:
    """Exact to the microsecond for every talk time there can be: a double holds 15 digits."""
    return whole_microseconds(microseconds) / 1_000_000
