"""The controls below the bar: the way back, the extension, the one before and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from components.extension import words
from components.shared import comparison, notices, page_links, url_state
from components.shared.comparison import Usual
from telephony.context import Context
from telephony.query.trend_parameters import MAX_EXTENSION_LENGTH
from telephony.query.view import Baseline, View

_KEY: Final = "one_extension"
_MOST_LISTED: Final = 500
"""A list of more would be a large part of the page; then the number is typed."""


def show_not_applied(context: Context, view: View) -> None:
    """Which filters of the link the page does not apply."""
    notices.not_applied(view, context.zone, one_extension=True)


def show(context: Context, view: View, extensions: Sequence[str], names: Mapping[str, str]) -> None:
    """The way back, the extension among the others, and what it is compared with.

    ``extensions`` are in the order of the overview; none while they are not known. A choice is in
    the address before the next run.
    """
    current = view.trend.extension
    place = extensions.index(current) if current in extensions else -1
    st.session_state[_KEY] = current
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key="choose_extension"
    ):
        page_links.show("← Overview", "overview", view.of_extension(""))
        _step("earlier", "Previous extension", extensions[place - 1] if place > 0 else "")
        if len(extensions) > _MOST_LISTED:
            st.text_input(
                words.CHOOSE, key=_KEY, max_chars=MAX_EXTENSION_LENGTH, width=160,
                on_change=_chosen,
            )  # fmt: skip
        else:
            others = [] if current in extensions else [current]
            st.selectbox(
                words.CHOOSE,
                [*extensions, *others],
                format_func=lambda number: names.get(number, number),
                key=_KEY,
                width=320,
                on_change=_chosen,
            )
        following = extensions[place + 1] if place + 1 < len(extensions) else ""
        _step("later", "Next extension", following)
        comparison.show(view, Usual(Baseline.PREVIOUS, context.now(), context.zone))


def _step(key: str, label: str, extension: str) -> None:
    st.button(
        label,  # for screen readers: styles.css shows the arrow alone
        key=key,
        icon=f":material/chevron_{'left' if key == 'earlier' else 'right'}:",
        disabled=not extension,
        help=f"{label}, in the order of the overview",
        on_click=_go_to,
        args=(extension,),
    )


def _go_to(extension: str) -> None:
    url_state.push(url_state.view().of_extension(extension))


def _chosen() -> None:
    _go_to((st.session_state[_KEY] or "").strip())
