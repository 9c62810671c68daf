"""Who took the calls of a group, how many and how long?"""

from functools import partial

import streamlit as st

from components.overview import charts, loading, provenance, selection, view_model
from components.overview import table as grid
from components.overview.export import menu
from components.overview.loading import Loaded
from components.shared import cards, copy_link, notices, printing, query_bar, url_state, waiting
from components.shared.charts import viewer_separators
from components.shared.literal import as_html, plain_text
from components.shared.progress import ask_again
from components.shared.provenance import moment_words
from telephony.answers.marked_days import update6
from telephony.context import Context
from telephony.periods.update6 import break_words


@st.fragment(key=selection.GRID)
def table_and_proof(context: Context, loaded: Loaded) -> None:
    view = url_state.view()
    separators = viewer_separators()
    sheet = view_model.sheet(loaded, view, separators)
    table, strangers = sheet.table, view_model.missing_selection(loaded, view)
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_table"):
        plain_text(f"{table.shown:,} of {table.all:,} extensions", width="stretch")
        selection.count(view, strangers)
        grid.choose_columns(table, view)
        menu(context, table, loaded, view)
    selection.name(strangers)
    for note in table.notes:
        st.caption(note)
    grid.show(sheet.cells, sheet.columns, sheet.extensions, view)
    printing.table("extensions", partial(grid.on_paper, table, sheet.cells, separators))
    provenance.show(context, loaded, view)


def overview(context: Context) -> None:
    now = context.now()
    directory = waiting.directory(context, now)  # stored days need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(context, directory, now)
        as_of = st.empty()
        st.button("Refresh", key="refresh", icon=":material/refresh:", on_click=ask_again)
        copy_link.copy_link(view, now, context.zone)
        printing.button("Overview")
    query_bar.chips(view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    notices.not_applied(view, context.zone)
    if not view.groups:
        notices.no_group(directory)
        return
    if notices.no_time(view.query(now, context.zone).period, now):
        return
    loaded = loading.load(context, view, now, as_of)
    if loaded is None:
        st.button("Try again", key="again")
        return
    moment = moment_words(loaded.answer.as_of, context.zone, now)
    as_of.html(as_html(f"as of {moment}", small=True), width="content")
    notices.stale(loaded.answer, now, None if loaded.answer.requests else directory.stale)
    notices.partial(loaded.answer, directory)
    newer_from = update6(context.settings, context.access.pbx_version)
    notices.not_comparable(break_words(newer_from, (loaded.query.period, loaded.before)))
    notices.nothing_to_compare(loaded.before, now)
    found = view_model.found(loaded, view)
    notices.empty(found.why_empty)
    notices.former_names(found.former_names)
    cards.show(view_model.cards(loaded, view, viewer_separators()))
    charts.show(loaded)
    table_and_proof(context, loaded)
