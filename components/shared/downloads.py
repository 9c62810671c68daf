"""Rows as a file, in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from telephony.answers.audit import AuditKind
from telephony.context import Context
from telephony.export.contents import Export
from telephony.export.formats import Format
from telephony.export.provenance import Provenance, file_name
from telephony.export.source import Source, source_of
from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.numbers import count_of


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
            query,
            access.known_groups,
            access.pbx_version,
            demo=self.context.demo,
            page=self.page,
            pbx_name=self.context.pbx.name,
        )
        export = self.make(source)
        rows = count_of(len(export.rows), "row", ENGLISH)
        named = self.name(self.provenance, form.suffix)
        self.context.audit.record(AuditKind.EXPORT, f"{named}: {rows}")
        return form.write(export)


def offer(
    file: ExportFile, caption: str = "These rows and columns, in this order.", of: str = ""
) -> None:
    """A popover with ``buttons``: what is shown, in this order, without a request to the PBX.

    ``of`` distinguishes a second one on a page from the first.
    """
    popover = st.popover(
        "Download", icon=":material/download:", key=f"export{of}", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        buttons(file, of)
        st.caption(caption)


def buttons(file: ExportFile, of: str = "") -> None:
    """A button for each format; ``of`` ends the widgets' keys."""
    for form in Format:
        st.download_button(
            form.label,
            partial(file.written, form),
            file.name(file.provenance, form.suffix),
            form.media_type,
            key=f"{form.name.lower()}{of}",
            on_click="ignore",
            help=form.help,
            width="stretch",
        )
