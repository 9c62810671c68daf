"""The sentences, the pictures beside them, and the extensions behind every number."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape
from typing import Final, Literal

import streamlit as st

from components.changes import words
from components.changes.view_model import ViewModel
from components.shared import chart_table, charts, downloads
from components.shared.downloads import ExportFile
from components.shared.literal_text import literal, unbroken
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count
from telephony.context import Context
from telephony.export.changes import ChangesFile, changes_export, changes_file_name
from telephony.metrics.changes import Status
from telephony.metrics.sentence_pieces import EVERYBODY, Piece, Sentence
from telephony.metrics.view_changes import ComparedAnswers
from telephony.query.view import View
from telephony.tables.changes import TEXTS

_ROWS: Final = 380
"""[px] Of a long table, which scrolls; a short one is as high as its rows."""
_SHORT: Final = 9
Height = int | Literal["content"]


def show(
    context: Context,
    answers: ComparedAnswers,
    model: ViewModel,
    view: View,
    newer_from: date | None,
) -> None:
    """All of it; each number of a sentence is a link to the table of its extensions."""
    first, *more = model.sentences
    points = "".join(f"<li>{_in_html(sentence)}</li>" for sentence in more)
    listed = f'<ul class="text points">{points}</ul>' if points else ""
    st.html(f'<p class="text finding">{_in_html(first)}</p>{listed}')
    named = {f"change_{name}": chart for name, chart in model.charts.items()}
    charts.show_framed("charts", named)
    st.caption(words.parts(view.direction))
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_changes"):
        st.header(words.heading(EVERYBODY, model.comparison), anchor=EVERYBODY)
        downloads.offer(_file(context, answers, model, view, newer_from), words.EXPORT)
    for status in Status:
        with steady_place():
            if status in model.tables:
                _table(status, model)
    st.caption(words.HOW_SURE)


def _table(status: Status, model: ViewModel) -> None:
    table, title = model.tables[status], words.heading(status, model.comparison)
    st.subheader(f"{literal(title)} ({viewer_count(len(table))})", anchor=status.value)
    height: Height = "content" if len(table) < _SHORT else _ROWS
    numbers = [name for name in table.columns if name not in TEXTS]
    chart_table.show(table, numbers, f"changes_{status}", title, height)


def _in_html(sentence: Sentence) -> str:
    return "".join(map(_html, sentence))


def _html(piece: Piece) -> str:
    text = escape(unbroken(piece.text))
    return f'<a href="#{piece.rows}">{text}</a>' if piece.rows else text


def _file(
    context: Context,
    answers: ComparedAnswers,
    model: ViewModel,
    view: View,
    newer_from: date | None,
) -> ExportFile:
    file = ChangesFile(answers, model.changes, model.comparison, view, newer_from)
    return ExportFile(context, file.provenance, partial(changes_export, file), changes_file_name)
