"""The overview's table as a file."""

from __future__ import annotations

from functools import partial

from components.shared import downloads
from components.shared.answers_loading import LoadedAnswers
from telephony.context import Context
from telephony.export.about import about_of
from telephony.export.contents import Export
from telephony.export.fields import fields_of
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.metrics.extension_changes import CHANGE
from telephony.query.view import View
from telephony.tables.extensions import Table


def menu(context: Context, table: Table, loaded: LoadedAnswers, view: View) -> None:
    """A popover with the rows and columns of the table, in its order."""
    make = partial(_export, table, loaded, view)
    downloads.offer(downloads.ExportFile(context, provenance_of(loaded, view), make))


def provenance_of(loaded: LoadedAnswers, view: View) -> Provenance:
    """The query of the page, and when its answer was updated."""
    answer = loaded.answer
    return Provenance(loaded.query, answer.as_of, answer.complete, view.direction)


def _export(table: Table, loaded: LoadedAnswers, view: View, source: Source) -> Export:
    provenance = provenance_of(loaded, view)
    about = about_of(view, provenance, loaded.answer, table.source, source)
    fields = fields_of(column.key for column in table.columns if column.key != CHANGE)
    return Export(table.rows, tuple(fields), provenance, about)
