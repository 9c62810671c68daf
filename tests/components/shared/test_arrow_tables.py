"""Tables of pandas as the browser gets them."""

from __future__ import annotations

import gc
from weakref import ref

import pandas as pd

from components.shared.arrow_tables import arrow_table


def test_a_table_is_made_ready_for_the_browser_once() -> None:
    rows = pd.DataFrame({"Day": ["Monday"], "Calls": ["4"]})
    made = arrow_table(rows)
    assert made.to_pylist() == [{"Day": "Monday", "Calls": "4"}]
    assert arrow_table(rows) is made


def test_what_was_made_of_a_table_goes_with_it() -> None:
    rows = pd.DataFrame({"Day": ["Monday"]})
    made = ref(arrow_table(rows))
    del rows
    gc.collect()
    assert made() is None
