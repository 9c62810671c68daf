"""The table of the audit's entries, a page at a time, and all of them as a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from components.shared import printing, table_pages
from components.shared.printing import PaperTable
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.answers.audit import AuditEntry, AuditFilter, AuditKind
from telephony.context import Context
from telephony.data_access.audit import AuditLog
from telephony.data_access.store.audit import MOST_SEARCHED
from telephony.export.audit import MOST_ENTRIES, audit_csv
from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.numbers import count_of
from telephony.periods.calendar import numeric_date_words

_TITLES = ("Person", "Kind", "What", "Address", "Request")


def show(context: Context, log: AuditLog, wanted: AuditFilter) -> None:
    """The newest entries first. Raises StoreError."""
    page = log.read(wanted, at_most=table_pages.ROWS_PER_PAGE)
    with steady_place():
        if not page.searched_all:
            st.caption(
                f"Only the newest {viewer_count(MOST_SEARCHED)} entries of these days are searched."
            )
    if not page.total:
        st.info("There is no such entry.", icon=":material/search_off:")
        return
    rows = table_pages.chosen(page.total, wanted)
    if rows.start:
        page = log.read(wanted, rows.start, len(rows))
    shown = _frame(page.entries, context)
    st.dataframe(
        shown,
        key="audit",
        hide_index=True,
        alt="Entries of the audit",
        column_config={
            shown.columns[0]: st.column_config.DatetimeColumn(
                format=f"{viewer_style().numeric_date} HH:mm:ss"
            )
        },
    )
    on_paper = partial(printing.table, "audit", partial(_to_print, shown))
    table_pages.show_below(page.total, wanted, on_paper)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_count_words(page.total))
        st.download_button(
            "CSV",
            partial(_write, context, log, wanted),
            "audit.csv",
            "text/csv",
            key="audit_csv",
            on_click="ignore",
            icon=":material/download:",
        )


def _count_words(total: int) -> str:
    entries = viewer_count_of(total, "entry", "entries")
    if total <= MOST_ENTRIES:
        return f"{entries}."
    return f"{entries}; the file has the newest {viewer_count(MOST_ENTRIES)}."


def _write(context: Context, log: AuditLog, wanted: AuditFilter) -> bytes:
    """The file; that somebody fetched it is an entry itself."""
    entries = log.read_all(wanted, MOST_ENTRIES)
    context.audit.record(AuditKind.EXPORT, f"audit.csv: {count_of(len(entries), 'row', ENGLISH)}")
    return audit_csv(entries)


def _frame(entries: Sequence[AuditEntry], context: Context) -> pd.DataFrame:
    rows = [
        (
            entry.at.astimezone(context.zone).replace(tzinfo=None),
            entry.person,
            entry.kind,
            entry.target,
            entry.address,
            entry.request_id,
        )
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=[f"Time ({context.zone.key})", *_TITLES])


def _to_print(shown: pd.DataFrame) -> PaperTable:
    style = viewer_style()
    times = [f"{numeric_date_words(at.date(), style)} {at:%H:%M:%S}" for at in shown.iloc[:, 0]]
    rows = [
        [time, *texts]
        for time, texts in zip(times, shown.iloc[:, 1:].to_numpy().tolist(), strict=True)
    ]
    return PaperTable([str(name) for name in shown.columns], rows)
