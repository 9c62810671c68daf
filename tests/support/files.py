"""Downloaded files as tests read them."""

from __future__ import annotations

import csv
from collections.abc import Mapping


def csv_rows(content: bytes) -> list[Mapping[str, str]]:
    """The rows of a downloaded CSV by the names of its columns."""
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
