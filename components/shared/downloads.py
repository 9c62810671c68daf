"""Rows as a file, in every format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from telephony.export.provenance import Provenance, file_name
from telephony.export.writing import Format

# As in the files themselves: what stands on top of one, or on a sheet of its own, is said here.
_HELP = {
    Format.CSV: "For programs and spreadsheets. The query and its time are the last columns.",
    Format.ABOUT_CSV: "The CSV below lines that say what was asked and what each column means.",
    Format.XLSX: "Typed cells with filters, and a sheet that says what was asked and is meant.",
    Format.JSON: "What was asked, and one object per row with seconds as numbers.",
    Format.PARQUET: "Typed columns with durations, for data frames and warehouses.",
}


def offer(
    provenance: Provenance,
    written: Callable[[Format], bytes],
    name: Callable[[Provenance, str], str] = file_name,
    caption: str = "These rows and columns, in this order.",
    of: str = "",
) -> None:
    """A popover with `buttons`; ``of`` tells a second one of a page from its first."""
    popover = st.popover("Export", icon=":material/download:", key=f"export{of}", on_change="rerun")
    if not popover.open:
        return
    with popover:
        buttons(provenance, written, name, of)
        st.caption(caption)


def buttons(
    provenance: Provenance,
    written: Callable[[Format], bytes],
    name: Callable[[Provenance, str], str] = file_name,
    of: str = "",
) -> None:
    """The same rows in every format, under the ``name`` of each file.

    `written` runs when a button is clicked, in a thread without a session: no Streamlit in there.
    ``of`` ends the widgets' keys.
    """
    for form in Format:
        st.download_button(
            form.words,
            partial(written, form),
            name(provenance, form.suffix),
            form.media_type,
            key=f"{form.name.lower()}{of}",
            on_click="ignore",
            help=_HELP[form],
            width="stretch",
        )
