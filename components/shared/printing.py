"""Tables that print whole.

A table on the screen is a canvas that holds only the rows in sight, so its rows are fetched when
the browser prints, and cost nothing before.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

import streamlit as st

from components.shared import session_owner
from components.shared.session_owner import Owner

_TABLES: Final = "tables_for_paper"
_PAGE: Final = "page_with_tables_for_paper"


@dataclass(frozen=True)
class PaperTable:
    """Titles and rows of words; ``numbers``: the places of the columns whose words are numbers."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass
class _Place:
    """What a table's place on a page prints now. It lives until the session shows another page."""

    make: Callable[[], PaperTable]
    owner: Owner | None


_PLACES: WeakValueDictionary[str, _Place] = WeakValueDictionary()


def on_page(name: str) -> None:
    """Drop the tables of the page that the session had open before, if that was another."""
    if st.session_state.get(_PAGE) != name:
        st.session_state.pop(_TABLES, None)
        st.session_state[_PAGE] = name


def table(key: str, make: Callable[[], PaperTable]) -> None:
    """Where the table that ``make`` gives stands on paper. ``make`` is called when it prints."""
    places: dict[str, tuple[str, _Place]] = st.session_state.setdefault(_TABLES, {})
    if key not in places:
        place = _Place(make, session_owner.current())
        number = secrets.token_urlsafe(16)
        places[key], _PLACES[number] = (number, place), place
    number, place = places[key]
    place.make = make
    st.html(f'<div class="on-paper paper-table" data-paper="{number}"></div>')


def made(number: str, owner: Owner | None = None) -> PaperTable | None:
    """The table of a place that an open page of the owner has; None where no such page has it."""
    place = _PLACES.get(number)
    return place.make() if place and place.owner == owner else None
