"""A CSV file that spreadsheets open without harm and programs read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from telephony.export.about import About
from telephony.export.fields import EXTENSIONS, FileLayout, values_of
from telephony.export.provenance import Provenance
from telephony.export.safety import safe

# Excel takes a file without it for the local code page, and spoils every umlaut.
_BOM: Final = "\ufeff"
# A line about the file stays one cell, in need of no quotes, so that it begins with its sign.
_ONE_CELL: Final = str.maketrans({",": ";", '"': "'", "\r": " ", "\n": " "})


def csv_bytes(
    frame: pd.DataFrame,
    fields: Sequence[str],
    provenance: Provenance,
    about: About | None = None,
    layout: FileLayout = EXTENSIONS,
) -> bytes:
    """The frame's rows, in its order, as UTF-8 CSV (RFC 4180, CRLF) with a byte-order mark.

    `fields` are names of the layout's; for extensions `fields_of` gives those of a table and
    `ALL_FIELDS` every one.
    Talk time stands as exact `_seconds` and as `_hms` (h:mm:ss), rates as shares. What does not
    exist and what is unknown are empty. Provenance closes every row. No rows: the header alone.
    An unknown field raises KeyError. `about` stands above the header in lines that begin with
    ``# ``; commas and double quotes in it become semicolons and apostrophes.
    """
    origin = provenance.values()
    columns: list[Iterable[str]] = []
    for name in fields:
        field = layout.fields[name]
        values = values_of(frame, field.key)
        columns.append(["" if value is None else field.write(value) for value in values])
    columns += [[safe(value)] * len(frame) for value in origin.values()]
    out = io.StringIO(newline="")
    if about is not None:
        out.writelines(f"{line}\r\n" for line in _lines(about, fields, layout))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*fields, *origin])
    writer.writerows(zip(*columns, strict=True))
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


def _lines(about: About, fields: Sequence[str], layout: FileLayout) -> list[str]:
    told = [f"{label}: {value}" for label, value in about.words()]
    told += [f"Note: {note}" for note in about.notes]
    for key in layout.keys_of(fields):
        names = " and ".join(name for name in fields if layout.fields[name].key == key)
        told.append(f"{names}: {about.definitions[key].words}")
    told.insert(0, f"The table begins below this and {len(told)} more lines.")
    return [safe(f"# {text}".translate(_ONE_CELL)) for text in told]
