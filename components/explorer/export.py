"""The explorer's rows as a file."""

from __future__ import annotations

from functools import partial

from components.shared import downloads
from telephony.context import Context
from telephony.explore.export import ResultRows, export_of


def menu(context: Context, shown: ResultRows) -> None:
    """The rows that are shown, in every format."""
    downloads.offer(downloads.ExportFile(context, shown.provenance, partial(export_of, shown)))
