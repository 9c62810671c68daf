"""Rows as a file, in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from telephony.context import Context
from telephony.export.formats import Export, Format, write
from telephony.export.provenance import Provenance, file_name
from telephony.export.source import Source, source_of

# As in the files themselves: what stands on top of one, or on a sheet of its own, is said here.
_HELP = {
    Format.CSV: "For programs and spreadsheets. The query and its time are the last columns.",
    Format.ABOUT_CSV: "The CSV below lines that say what was asked and what each column means.",
    Format.XLSX: "Typed cells with filters, and a sheet that says what was asked and is meant.",
    Format.JSON: "What was asked, and one object per row with seconds as numbers.",
    Format.PARQUET: "Typed columns with durations, for data frames and warehouses.",
}


@dataclass(frozen=True)
class ExportFile:
    """Rows that are written as a file when somebody wants it.

    ``make`` gets the source as it is known then. It runs in a thread without a session, so it may
    not use Streamlit; ``page`` is the address of the page that offers the file.
    """

    context: Context
    provenance: Provenance
    make: Callable[[Source], Export]
    name: Callable[[Provenance, str], str] = file_name
    page: str = field(default_factory=lambda: st.context.url or "")

    def written(self, form: Format) -> bytes:
        """The content in this format."""
        access, query = self.context.access, self.provenance.query
        source = source_of(
            query, access.known_groups, access.pbx_version, demo=self.context.demo, page=self.page
        )
        return write(self.make(source), form)


def offer(
    file: ExportFile, caption: str = "These rows and columns, in this order.", of: str = ""
) -> None:
    """A popover with ``buttons``; ``of`` tells a second one of a page from its first."""
    popover = st.popover("Export", icon=":material/download:", key=f"export{of}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        buttons(file, of)
        st.caption(caption)


def buttons(file: ExportFile, of: str = "") -> None:
    """A button for each format; ``of`` ends the widgets' keys."""
    for form in Format:
        st.download_button(
            form.words,
            partial(file.written, form),
            file.name(file.provenance, form.suffix),
            form.media_type,
            key=f"{form.name.lower()}{of}",
            on_click="ignore",
            help=_HELP[form],
            width="stretch",
        )
