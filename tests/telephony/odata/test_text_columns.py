"""Whole columns are treated letter for letter as single texts are, whatever the letters."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.odata.column_functions import ODD_CAPITALS, ODD_SMALL
from telephony.odata.functions import FUNCTIONS
from telephony.odata.operators import Value, as_objects

pytestmark = pytest.mark.slow

LETTERS = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
ONE_TEXT = ("tolower", "toupper", "trim", "length")
letters = st.text(st.sampled_from("aBßİΣσς éÉ\u0301\u200d😀東.'%ŉ"), max_size=5) | st.text(
    st.characters(codec="utf-8"), max_size=5
)


def columns(name: str, texts: list[str], *rest: object) -> list[object]:
    series = pd.Series(texts, dtype="str")
    found = FUNCTIONS[name].apply([Value(series), *(Value(one) for one in rest)])
    return list(as_objects(found.data))


@pytest.mark.parametrize(
    ("name", "odd"),
    [("tolower", ODD_CAPITALS), ("toupper", ODD_SMALL), ("trim", "(?!)"), ("length", "(?!)")],
)
def test_pandas_treats_all_but_the_odd_letters_as_python_does(name, odd) -> None:
    plain = [letter for letter in LETTERS if not re.search(odd, letter)]
    assert len(plain) > len(LETTERS) / 2
    assert columns(name, plain) == [FUNCTIONS[name].row(letter) for letter in plain]


@settings(max_examples=100, deadline=None)
@given(st.lists(letters, min_size=1, max_size=4), letters, st.integers(-2, 6), st.integers(-2, 6))
def test_columns_do_what_single_texts_do(texts, part, begin, size) -> None:
    for name in ONE_TEXT:
        assert columns(name, texts) == [FUNCTIONS[name].row(text) for text in texts]
    for name in ("contains", "startswith", "endswith", "indexof", "concat"):
        expected = [FUNCTIONS[name].row(text, part) for text in texts]
        assert columns(name, texts, part) == expected
    for rest in ((begin,), (begin, size)):
        expected = [FUNCTIONS["substring"].row(text, *rest) for text in texts]
        assert columns("substring", texts, *rest) == expected
