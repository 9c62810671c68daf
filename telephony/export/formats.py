"""The table of file formats: one entry says all that the pages and the server need of a format.

What writes a format is imported when it is first needed: the server names its routes before it
loads pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telephony.export.contents import Export


def _csv(export: Export) -> bytes:
    from telephony.export.csv_file import csv_bytes  # noqa: PLC0415

    return csv_bytes(export.columns, export.fields, export.provenance, None, export.layout)


def _csv_with_details(export: Export) -> bytes:
    from telephony.export.csv_file import csv_bytes  # noqa: PLC0415

    return csv_bytes(export.columns, export.fields, export.provenance, export.about, export.layout)


def _xlsx(export: Export) -> bytes:
    from telephony.export.xlsx_file import xlsx_bytes  # noqa: PLC0415

    as_of = export.provenance.as_of
    return xlsx_bytes(export.columns, export.fields, export.about, as_of, export.layout)


def _json(export: Export) -> bytes:
    from telephony.export.json_file import json_bytes  # noqa: PLC0415

    return json_bytes(export.columns, export.fields, export.about, export.layout)


def _parquet(export: Export) -> bytes:
    from telephony.export.parquet_file import parquet_bytes  # noqa: PLC0415

    return parquet_bytes(export.columns, export.fields, export.about, export.layout)


class Format(Enum):
    """A format: the file's ending, its media type, its label, whom it is for, and its writer.

    ``compressed``: the file itself is, so that a server that compresses it gains nothing.

    Of two formats with the same ending the first is the one that an address without further
    parameters means.
    """

    CSV = (
        "csv",
        "text/csv",
        "CSV",
        "For programs and spreadsheets. The query and its time are the last columns.",
        _csv,
    )
    ABOUT_CSV = (
        "csv",
        "text/csv",
        "CSV with query details",
        "The CSV below lines that describe the query and each column.",
        _csv_with_details,
    )
    XLSX = (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel",
        "Typed cells with filters, and a sheet that describes the query and each column.",
        _xlsx,
        True,
    )
    JSON = (
        "json",
        "application/json",
        "JSON",
        "The query, and one object per row with durations in seconds.",
        _json,
    )
    PARQUET = (
        "parquet",
        "application/vnd.apache.parquet",
        "Parquet",
        "Typed columns with durations, for data frames and warehouses.",
        _parquet,
        True,
    )

    def __init__(  # noqa: PLR0913, PLR0917  # the columns of this table
        self,
        suffix: str,
        media_type: str,
        label: str,
        help_text: str,
        writer: Callable[[Export], bytes],
        compressed: bool = False,
    ) -> None:
        self.suffix = suffix
        self.media_type = media_type
        self.label = label
        self.help = help_text
        self.compressed = compressed
        self._writer = writer

    def write(self, export: Export) -> bytes:
        """The file. The same export gives the same bytes."""
        return self._writer(export)


SUFFIXES = tuple(dict.fromkeys(form.suffix for form in Format))
"""The endings of all formats, each once."""

COMPRESSED_SUFFIXES = tuple(form.suffix for form in Format if form.compressed)
"""The endings of files that are compressed themselves."""
