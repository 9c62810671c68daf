"""Who took the calls of a group, how many and how long?"""

from functools import partial

import streamlit as st

from components import (
    downloads,
    drawn,
    grid,
    loading,
    notices,
    plots,
    printing,
    proof,
    query_bar,
    scorecard,
    selection,
    sharing,
    url_state,
    waiting,
)
from components.literal import as_html, plain_text
from components.loading import Loaded
from telephony.counting import break_words
from telephony.marked_days import update6
from telephony.runtime import current


@st.fragment(key=selection.GRID)
def table_and_proof(loaded: Loaded) -> None:
    view = url_state.view()
    separators = drawn.viewer_separators()
    sheet = drawn.sheet(loaded, view, separators)
    table, strangers = sheet.table, drawn.strangers(loaded, view)
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_table"):
        plain_text(f"{table.shown:,} of {table.all:,} extensions", width="stretch")
        selection.count(view, strangers)
        grid.choose_columns(table, view)
        downloads.menu(table, loaded, view)
    selection.name(strangers)
    for note in table.notes:
        st.caption(note)
    grid.show(sheet.cells, sheet.columns, sheet.extensions, view)
    printing.table("extensions", partial(grid.on_paper, table, sheet.cells, separators))
    proof.show(loaded, view)


def overview() -> None:
    runtime = current()
    now = runtime.now()
    directory = waiting.directory(now)  # stored days need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(directory, now)
        as_of = st.empty()
        st.button("Refresh", key="refresh", icon=":material/refresh:", on_click=loading.ask_again)
        sharing.copy_link(view, now, runtime.zone)
        printing.button("Overview")
    query_bar.chips(view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    notices.not_applied(view, runtime.zone)
    if not view.groups:
        notices.no_group(directory)
        return
    if notices.no_time(view.query(now, runtime.zone).period, now):
        return
    loaded = loading.load(view, now, as_of)
    if loaded is None:
        st.button("Try again", key="again")
        return
    as_of.html(
        as_html(f"as of {proof.moment_words(loaded.answer.as_of, runtime.zone)}", small=True),
        width="content",
    )
    notices.stale(loaded.answer, now, None if loaded.answer.requests else directory.stale)
    notices.partial(loaded.answer, directory)
    notices.not_comparable(break_words(update6(runtime), (loaded.query.period, loaded.before)))
    notices.nothing_to_compare(loaded.before, now)
    found = drawn.found(loaded, view)
    notices.empty(found.why_empty)
    notices.former_names(found.former_names)
    scorecard.show(drawn.cards(loaded, view, drawn.viewer_separators()))
    plots.show(loaded)
    table_and_proof(loaded)
