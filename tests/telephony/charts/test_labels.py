"""Names are drawn as they were typed: plotly and Streamlit find nothing to act on in them."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.charts import labels
from telephony.formatting.text import clean

# What plotly turns into more than text, and what Streamlit replaces in a figure.
TAG = re.compile(r"<(/?[a-zA-Z])")
FORMULA = re.compile(r"\$[^$]*\$")
PLACEHOLDER = re.compile(r"#0000\d\d")

hostile = st.text(max_size=60) | st.lists(
    st.sampled_from(["<b>", "</b>", "<a href='http://x'>", "&lt;", "&#36;", "$", "#000038", "%{x}"])
    | st.text(max_size=3),
    max_size=12,
).map("".join)


def shown(label: str) -> str:
    """What plotly draws: it reads entities like a browser."""
    return html.unescape(label)


@given(hostile)
def test_whatever_is_escaped_is_drawn_as_it_was(words: str) -> None:
    escaped = labels.literal(words)
    assert shown(escaped) == html.unescape(html.escape(words))
    assert not TAG.search(escaped)
    assert not FORMULA.search(escaped)
    assert not PLACEHOLDER.search(escaped)


@given(hostile, hostile)
def test_no_name_and_no_number_brings_markup_into_a_label(name: str, number: str) -> None:
    for label in (labels.short_name(name, number), labels.whole_name(name, number)):
        ours = label.replace("<b>", "").replace("</b>", "").replace("<br>", "")
        assert not TAG.search(ours)
        assert not FORMULA.search(label)
        assert not PLACEHOLDER.search(label)


@given(hostile)
def test_a_tick_is_never_wider_than_its_room(name: str) -> None:
    drawn = shown(labels.short_name(name, "100")).removesuffix("100").strip("\u2068\u2069 ")
    assert len(drawn) <= labels.TICK_WIDTH


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=90)
)
def test_the_hover_has_the_whole_name(name: str) -> None:
    whole = labels.whole_name(name, "100").replace("<br>", "")
    assert clean(name) in shown(re.sub("[\u2068\u2069]", "", whole.replace("<b>", "")))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Ana Kovač", "Ana Kovač 100"),
        ("", "100"),
        ("  ", "100"),
        ("A & B", "A &amp; B 100"),
        ('Bob "Bobby"', 'Bob "Bobby" 100'),
        ("Featherstonehaugh-Cholmondeley", "Featherstonehaugh… 100"),
        ("部署の長い名前です", "部署の長い名前です 100"),
        ("部署の長い名前です!", "部署の長い名前で… 100"),
        ("a\x00b", "ab 100"),
        ("\u202eevil", "evil 100"),
        ("דוד", "\u2068דוד\u2069 100"),
    ],
)
def test_names_on_an_axis(name: str, label: str) -> None:
    assert labels.short_name(name, "100") == label


def test_forty_thousand_letters_do_not_fill_the_screen() -> None:
    assert len(labels.whole_name("x" * 40_000, "1" * 40_000)) < 300
