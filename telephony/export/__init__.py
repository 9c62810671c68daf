"""Rows of the table as files: CSV, Excel workbook, JSON, Parquet, and what is in them."""

from telephony.export.about import (
    About,
    Definition,
    Source,
    about_of,
    defined,
    definitions_of,
    facts_of,
    fixed,
    lasting_link,
    notes_of,
    option_facts,
    progress_notes,
    source_of,
    with_options,
    with_sentiment,
)
from telephony.export.csv_file import csv_bytes
from telephony.export.fields import (
    ALL_FIELDS,
    FIELDS,
    Field,
    Kind,
    as_in_files,
    fields_of,
    six_decimals,
)
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.writing import Export, Format, identity, passing, write

__all__ = [
    "ALL_FIELDS",
    "FIELDS",
    "About",
    "Definition",
    "Export",
    "Field",
    "Format",
    "Kind",
    "Provenance",
    "Source",
    "about_of",
    "as_in_files",
    "csv_bytes",
    "defined",
    "definitions_of",
    "facts_of",
    "fields_of",
    "file_name",
    "fixed",
    "identity",
    "lasting_link",
    "notes_of",
    "option_facts",
    "passing",
    "progress_notes",
    "safe",
    "six_decimals",
    "source_of",
    "with_options",
    "with_sentiment",
    "write",
]
