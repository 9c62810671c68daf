"""The overview's table as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.overview.loading import Loaded
from components.shared import downloads
from telephony.export.about import about_of, source_of
from telephony.export.fields import fields_of
from telephony.export.provenance import Provenance
from telephony.export.writing import Export, Format, write
from telephony.query.view import View
from telephony.runtime import current
from telephony.tables.extensions import Table


def menu(table: Table, loaded: Loaded, view: View) -> None:
    """A popover with the rows and columns of the table, in its order."""
    page = st.context.url or ""
    downloads.offer(provenance_of(loaded, view), partial(_written, table, loaded, view, page))


def provenance_of(loaded: Loaded, view: View) -> Provenance:
    """The question of the page, and the moment of its answer."""
    answer = loaded.answer
    return Provenance(loaded.query, answer.as_of, answer.complete, view.direction)


def _written(table: Table, loaded: Loaded, view: View, page: str, form: Format) -> bytes:
    runtime = current()
    source = source_of(runtime.access, loaded.query, demo=runtime.demo, page=page)
    provenance = provenance_of(loaded, view)
    about = about_of(view, provenance, loaded.answer, table.shown, source)
    fields = fields_of(column.key for column in table.columns)
    return write(Export(table.rows, tuple(fields), provenance, about), form)
