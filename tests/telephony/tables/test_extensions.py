"""The table shows every extension in the order of real values, with one total line."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.units import Unit
from telephony.metrics.extension_metrics import derive
from telephony.metrics.registry import METRICS
from telephony.metrics.words import value_words
from telephony.query.view import Direction, Sort
from telephony.tables.cells import cells_of
from telephony.tables.extensions import DEFAULT_SORT, available_columns, extension_table, order
from tests.telephony.frames.extension_frames import frame, frames, row

WEEK = 7 * 86_400.0
PLAIN = frame(
    row("10", "Anna", ia=9, iu=1, it=10_000),
    row("2", "Ärger 10", ia=100, iu=1, it=900),
    row("100", "", oa=1, ot="PT1.5H"),
    row("9", "ärger 9", ia=9, iu=1, it=9_000, sentiment=3),
)
DERIVED = derive(PLAIN, WEEK)
KEYS = [column.key for column in available_columns()]


def sorted_by(column: str, *, descending: bool = True) -> list[str]:
    table = extension_table(DERIVED, Sort(column, descending))
    return table.rows["extension"].tolist()


@pytest.mark.parametrize(
    ("column", "descending", "extensions"),
    [
        ("calls", True, ["2", "9", "10", "100"]),
        ("calls", False, ["100", "9", "10", "2"]),
        ("inbound_talk", True, ["10", "9", "2", "100"]),
        ("outbound_talk", False, ["2", "9", "10", "100"]),
        ("outbound_mean_talk", True, ["2", "9", "10", "100"]),
        ("pick_up_rate", True, ["2", "9", "10", "100"]),
        ("pick_up_rate", False, ["9", "10", "2", "100"]),
        ("extension", True, ["100", "10", "9", "2"]),
        ("extension", False, ["2", "9", "10", "100"]),
        ("display_name", False, ["10", "9", "2", "100"]),
        ("display_name", True, ["2", "9", "10", "100"]),
        ("sentiment", True, ["9", "2", "10", "100"]),
    ],
)
def test_rows_go_by_value_what_does_not_exist_last_and_ties_by_number(
    column, descending, extensions
) -> None:
    assert sorted_by(column, descending=descending) == extensions


def test_an_unknown_sort_column_gives_the_default_order_and_a_note() -> None:
    table = extension_table(DERIVED, Sort("<script>"))
    assert table.rows["extension"].tolist() == sorted_by(DEFAULT_SORT.column)
    (note,) = table.notes
    assert "script" not in note


@settings(max_examples=60)
@given(frames(), st.sampled_from(KEYS), st.booleans())
def test_sorting_loses_no_row_and_puts_missing_values_last(plain, key, descending) -> None:
    derived = derive(plain, WEEK)
    places = order(derived, Sort(key, descending)).tolist()
    assert sorted(places) == list(range(len(plain)))
    if METRICS.get(key):
        values = derived[key].iloc[places]
        there = values.dropna().tolist()
        assert values.isna().tolist() == sorted(values.isna())
        assert there == sorted(there, reverse=descending)


def test_the_first_columns_are_the_reports_own_fields_and_the_rest_can_be_chosen() -> None:
    shown = [
        column.key for column in extension_table(derive(frame(row()), WEEK), DEFAULT_SORT).columns
    ]
    assert shown[:2] == ["extension", "display_name"]
    assert {"inbound_answered", "inbound_unanswered", "inbound_talk"} <= set(shown)
    assert {"outbound_answered", "outbound_unanswered", "outbound_talk", "calls"} <= set(shown)
    assert "groups" not in shown
    assert "sentiment" not in shown
    chosen = extension_table(DERIVED, DEFAULT_SORT, columns=["erlangs", "extension", "erlangs"])
    assert [column.key for column in chosen.columns] == ["erlangs", "extension"]
    assert chosen.notes == ()


def test_groups_show_when_there_are_several_and_the_sentiment_when_any_is_known() -> None:
    both = derive(pd.concat([PLAIN, frame(row("5"), group="GRP9")], ignore_index=True), WEEK)
    shown = {column.key for column in extension_table(both, DEFAULT_SORT).columns}
    assert {"groups", "sentiment"} <= shown


def test_chosen_columns_that_do_not_exist_are_left_out_with_a_note() -> None:
    table = extension_table(DERIVED, DEFAULT_SORT, columns=["calls", "nonsense"])
    assert [column.key for column in table.columns] == ["calls"]
    assert len(table.notes) == 1
    nothing = extension_table(DERIVED, DEFAULT_SORT, columns=["nonsense"])
    assert nothing.columns == extension_table(DERIVED, DEFAULT_SORT).columns


def test_a_direction_hides_the_other_ones_columns_and_relabels_what_covers_both() -> None:
    labels = {column.key: column.label for column in available_columns(Direction.INBOUND)}
    assert not [key for key in labels if key.startswith("outbound") or key == "connect_rate"]
    assert labels["calls"] == "Inbound calls"
    chosen = ["calls", "outbound_talk"]
    only = extension_table(DERIVED, DEFAULT_SORT, Direction.INBOUND, chosen)
    assert ([column.key for column in only.columns], only.notes) == (["calls"], ())
    derived = derive(PLAIN, WEEK, Direction.INBOUND)
    table = extension_table(derived, Sort("outbound_answered"), Direction.INBOUND)
    assert table.notes == ()
    assert table.total["calls"].value == 121


def test_columns_are_labelled_and_explained_from_the_registry() -> None:
    for column in available_columns():
        assert column.help
        if column.key in METRICS:
            assert column.help == METRICS[column.key].help
            assert column.label == METRICS[column.key].label


def test_the_total_line_holds_sums_and_ratios_of_sums() -> None:
    table = extension_table(DERIVED, DEFAULT_SORT, columns=KEYS)
    cells = {
        column.key: value_words(METRICS[column.key].unit, table.total[column.key])
        for column in table.columns
        if column.key in table.total
    }
    assert cells["inbound_answered"] == "118"
    assert cells["pick_up_rate"] == "97.5 %"
    assert cells["inbound_talk"] == "5:31:40"
    assert cells["outbound_mean_talk"] == "?"  # the only talk time was unreadable
    assert cells["share_of_calls"] == "100.0 %"
    assert cells["erlangs"] == "0.03"
    assert cells["sentiment"] == "1 of 4 have one"


def test_a_total_of_nothing_readable_is_unknown() -> None:
    broken = derive(frame(row(ia=-1)), WEEK)
    table = extension_table(broken, DEFAULT_SORT)
    assert value_words(Unit.CALLS, table.total["inbound_answered"]) == "?"
    assert "inbound_answered" in table.unknown
    assert "outbound_answered" not in table.unknown


def test_unknown_cells_are_told_in_the_order_of_the_rows() -> None:
    table = extension_table(DERIVED, Sort("calls"))
    cells = cells_of(table, ENGLISH)
    assert {"outbound_talk", "talk"} <= table.unknown
    for key in ("outbound_talk", "talk"):
        assert [words == "?" for words in cells[key].to_pylist()] == [False] * 6 + [True]


def test_what_is_not_a_number_is_a_dash_and_bars_are_numbers() -> None:
    cells = cells_of(extension_table(DERIVED, Sort("extension", descending=False)), ENGLISH)
    assert cells["pick_up_rate"].to_pylist() == [
        *("97.5 %", "", "90.0 %"),
        *("99.0 %", "90.0 %", "90.0 %", "–"),
    ]
    assert cells["calls"].to_pylist() == [122.0, 30.5, 10.0, 101.0, 10.0, 10.0, 1.0]
    assert cells["extension"].to_pylist() == [
        *("Total of 4", "Average", "Median"),
        *("2", "9", "10", "100"),
    ]


def test_n_of_n_counts_rows_shown_and_extensions_in_all() -> None:
    table = extension_table(DERIVED, DEFAULT_SORT, all_extensions=26)
    assert (table.shown, table.all) == (4, 26)
    assert extension_table(DERIVED, DEFAULT_SORT).all == 4


def test_no_extensions_give_an_empty_table_with_a_total_line() -> None:
    table = extension_table(derive(frame(), WEEK), DEFAULT_SORT)
    assert (len(table.rows), table.shown, table.total["calls"].value) == (0, 0, 0)
