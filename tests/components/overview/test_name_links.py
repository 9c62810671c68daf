"""Names in the table lead to their extensions, whatever they contain."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pyarrow as pa
import pytest
import streamlit as st

from components.overview.name_links import link_names
from telephony.query.view import View

COLUMN = dict(st.column_config.TextColumn("Name", help="A name.", pinned=True))


def cells(*names: str) -> pa.Table:
    return pa.table(
        {"extension": ["Total", *map(str, range(len(names)))], "display_name": ["", *names]}
    )


@pytest.mark.parametrize(
    "name", ["Ann", "O'Neil & <b>", "a#b?c=d", "100 %", "%41+B", "Zoë 💬", "", "(x)"]
)
def test_a_name_is_read_back_from_its_link(name: str) -> None:
    linked, config = link_names(cells(name), ["0"], View(groups=("G",)), COLUMN)
    total, link = linked["display_name"].to_pylist()
    assert total == ""
    [pattern] = [config["type_config"]["display_text"]]
    shown = re.search(pattern, link)
    assert shown is not None
    assert unquote_plus(shown[1]) == name
    assert parse_qs(urlsplit(link).query)["extension"] == ["0"]
    assert (config["label"], config["pinned"]) == ("Name", True)


def test_a_name_in_another_script_makes_its_link_no_longer_than_itself() -> None:
    linked, _ = link_names(cells("محمد علي"), ["0"], View(groups=("G",)), COLUMN)
    assert linked["display_name"].to_pylist()[1].endswith("#محمد+علي")


def test_names_stay_plain_where_their_links_would_be_most_of_the_page() -> None:
    names = [f"Name {number}" for number in range(1_500)]
    numbers = [str(number) for number in range(1_500)]
    table = cells(*names)
    assert link_names(table, numbers, View(groups=("GRP0000",)), COLUMN) == (table, COLUMN)
    without = table.select(["extension"])
    assert link_names(without, numbers, View(), COLUMN) == (without, COLUMN)
