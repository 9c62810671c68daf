"""Downloaded files as tests read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from itertools import dropwhile
from typing import Any

import openpyxl
import pyarrow.parquet as pq


def csv_rows(content: bytes) -> list[Mapping[str, str]]:
    """The rows of a downloaded CSV by the names of its columns."""
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def _csv(content: bytes) -> list[dict[str, Any]]:
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(dropwhile(lambda line: line.startswith("#"), lines)))


def _xlsx(content: bytes) -> list[dict[str, Any]]:
    titles, *lines = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values
    return [dict(zip(map(str, titles), line, strict=True)) for line in lines]


# By the ending of a format: its media type, and the rows of a file by the titles of its columns.
FORMATS: Mapping[str, tuple[str, Callable[[bytes], list[dict[str, Any]]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "json": ("application/json", lambda content: json.loads(content)["rows"]),
    "parquet": (
        "application/vnd.apache.parquet",
        lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
    ),
}


def rows_in(
    content: bytes, suffix: str, fields: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The rows of a file; ``fields``: field names by the labels that a workbook has for titles."""
    names = fields or {}
    rows = FORMATS[suffix][1](content)
    return [{names.get(title, title): value for title, value in row.items()} for row in rows]
