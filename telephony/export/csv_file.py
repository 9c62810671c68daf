"""CSV files: the lines about the query, the header and the rows, safe for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from telephony.export.about import About
from telephony.export.fields import EXTENSIONS, FileLayout
from telephony.export.provenance import Provenance
from telephony.export.safety import safe
from telephony.formatting.numbers import count_of
from telephony.frames.columns import PlainColumns

# Without it Excel reads the file in the local code page and spoils every umlaut.
BOM: Final = "\ufeff"
# So that a line about the file is one cell without quotes, and begins with its sign.
_ONE_CELL: Final = str.maketrans({",": ";", '"': "'", "\r": " ", "\n": " "})


def csv_bytes(
    rows: PlainColumns,
    fields: Sequence[str],
    provenance: Provenance,
    about: About | None = None,
    layout: FileLayout = EXTENSIONS,
) -> bytes:
    """The rows, in their order, as UTF-8 CSV (RFC 4180, CRLF) with a byte-order mark.

    ``fields`` are names in ``layout``; for extensions ``fields_of`` returns those of a table, and
    ``ALL_FIELDS`` has every one. Talk times are exact ``_seconds`` and ``_hms`` (h:mm:ss), rates
    are shares. Values that do not exist or are unknown are empty. Every row ends with the
    provenance. Without rows there is only the header. An unknown field raises KeyError. ``about``
    is written above the header in lines that begin with ``# ``, where commas and double quotes
    become semicolons and apostrophes.
    """
    columns: list[Iterable[str]] = []
    for name in fields:
        field = layout.fields[name]
        values = rows[field.key]
        columns.append(["" if value is None else field.write(value) for value in values])
    columns += [[safe(value)] * len(rows) for value in provenance.values().values()]
    out = io.StringIO(newline="")
    if about is not None:
        out.writelines(f"{line}\r\n" for line in _lines(about, fields, layout))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(csv_header(fields, provenance))
    writer.writerows(zip(*columns, strict=True))
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def csv_header(fields: Sequence[str], provenance: Provenance) -> list[str]:
    """The names of the columns: the fields, then what the provenance adds to every row."""
    return [*fields, *provenance.values()]


def _lines(about: About, fields: Sequence[str], layout: FileLayout) -> list[str]:
    lines = [f"{label}: {value}" for label, value in about.words()]
    lines += [f"Note: {note}" for note in about.notes]
    for key in layout.keys_of(fields):
        names = " and ".join(name for name in fields if layout.fields[name].key == key)
        lines.append(f"{names}: {about.definitions[key].words}")
    lines.insert(0, f"The table begins below this and {count_of(len(lines), 'more line')}.")
    return [safe(f"# {text}".translate(_ONE_CELL)) for text in lines]
