"""One set of rows in any of the formats, and the name of what is in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import Enum

import pandas as pd

from telephony.export.about import About
from telephony.export.csv_file import csv_bytes
from telephony.export.fields import EXTENSIONS, FileLayout, values_of
from telephony.export.json_file import json_bytes
from telephony.export.parquet_file import parquet_bytes
from telephony.export.provenance import Provenance
from telephony.export.xlsx_file import xlsx_bytes

# They change from one asking to the next without a change of figures.
_PASSING = frozenset({"as_of", "source", "link"})


class Format(Enum):
    """What can be written: the file's ending, its media type, and what people call it."""

    CSV = "csv", "text/csv", "CSV"
    ABOUT_CSV = "csv", "text/csv", "CSV with the question on top"
    XLSX = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"
    JSON = "json", "application/json", "JSON"
    PARQUET = "parquet", "application/vnd.apache.parquet", "Parquet"

    def __init__(self, suffix: str, media_type: str, words: str) -> None:
        self.suffix = suffix
        self.media_type = media_type
        self.words = words


@dataclass(frozen=True)
class Export:
    """Rows in order, the fields to write of them (the layout's), and what they are."""

    rows: pd.DataFrame
    fields: tuple[str, ...]
    provenance: Provenance
    about: About
    layout: FileLayout = EXTENSIONS


def write(export: Export, form: Format) -> bytes:
    """The file. The same export gives the same bytes."""
    rows, fields, about, layout = export.rows, export.fields, export.about, export.layout
    if form is Format.XLSX:
        return xlsx_bytes(rows, fields, about, export.provenance.as_of, layout)
    if form is Format.JSON:
        return json_bytes(rows, fields, about, layout)
    if form is Format.PARQUET:
        return parquet_bytes(rows, fields, about, layout)
    told = about if form is Format.ABOUT_CSV else None
    return csv_bytes(rows, fields, export.provenance, told, layout)


def passing(export: Export) -> tuple[str | int, ...]:
    """What ``identity`` leaves out: with both, files are the same to the byte."""
    return tuple(export.about.facts.get(name, "") for name in sorted(_PASSING))


def identity(export: Export, form: Format) -> str:
    """A name for the question, the figures and the format; equal ones in any process.

    The moment of the figures is no part of it: figures asked again that are the same keep it.
    """
    keys = export.layout.keys_of(export.fields)
    told = export.about.data({key: key for key in keys})
    kept = {name: value for name, value in told.items() if name not in _PASSING}
    found = hashlib.blake2b(digest_size=16)
    found.update(json.dumps([form.name, export.fields, kept]).encode())
    for key in keys:
        found.update(repr(values_of(export.rows, key)).encode("utf-8", "replace"))
    return found.hexdigest()
