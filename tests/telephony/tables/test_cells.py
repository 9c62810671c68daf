"""What the cells of the table hold."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from telephony.formatting.locale_style import ENGLISH
from telephony.metrics.extension_metrics import derive
from telephony.tables.cells import BARS, cells_of, without_repetitions
from telephony.tables.extensions import DEFAULT_SORT, Table, extension_table
from tests.telephony.frames.extension_frames import frame, row


def test_a_total_that_no_float_holds_to_the_last_digit_is_drawn_all_the_same() -> None:
    plain = frame(row("1"), row("2"))
    plain["inbound_answered"] = pd.array([2**53, 1], dtype="Int64")
    cells = cells_of(extension_table(derive(plain, 60.0), DEFAULT_SORT), ENGLISH)
    assert "calls" in BARS
    total, _average, _median, *rows = cells["calls"].to_pylist()
    assert [total, *rows] == [2.0**53, 2.0**53, 1.0]


def test_average_and_median_stand_below_the_total_and_a_ratio_has_no_average_of_averages() -> None:
    made = frame(row("1", ia=9, iu=1, it=90), row("2", ia=2, iu=2, it=60), row("3", ia=1, it=15))
    table = extension_table(derive(made, 60.0), DEFAULT_SORT)
    cells = {name: column.to_pylist()[:3] for name, column in zip(*columns_of(table), strict=True)}
    assert cells["extension"] == ["Total of 3", "Average", "Median"]
    assert cells["display_name"] == ["", "", ""]
    assert cells["calls"] == [15.0, 5.0, 4.0]
    assert cells["inbound_answered"] == ["12", "4", "2"]
    assert cells["inbound_unanswered"] == ["3", "1", "1"]
    assert cells["talk"] == ["0:02:45", "0:00:55", "0:01:00"]
    # 12 of 15, and the middle one of 9 of 10, 2 of 4 and 1 of 1
    assert cells["pick_up_rate"] == ["80.0 %", "", "90.0 %"]


def test_unknown_values_are_in_neither_average_nor_median_and_halves_are_shown() -> None:
    made = frame(row("1", ia=4), row("2", ia=-1), row("3", ia=1))
    table = extension_table(derive(made, 60.0), DEFAULT_SORT)
    cells = dict(zip(*columns_of(table), strict=True))
    assert cells["inbound_answered"].to_pylist()[1:3] == ["2.5", "2.5"]
    nobody = cells_of(extension_table(derive(frame(), 60.0), DEFAULT_SORT), ENGLISH)
    assert nobody["inbound_answered"].to_pylist() == ["0", "", ""]
    assert nobody["calls"].to_pylist() == [0.0, None, None]


def columns_of(table: Table) -> tuple[list[str], list[pa.ChunkedArray]]:
    cells = cells_of(table, ENGLISH)
    return cells.column_names, cells.columns


def test_many_cells_of_few_texts_take_half_and_read_the_same() -> None:
    rates = ["80.0 %", "–", "?", None, "0.5 %"]
    cells = pa.table({"rate": rates * 200, "name": [str(row) for row in range(1_000)]})
    sent = without_repetitions(cells)
    assert sent["rate"].to_pylist() == rates * 200
    assert sent["rate"].nbytes < cells["rate"].nbytes / 2
    assert sent["name"] == cells["name"]


def test_numbers_and_short_tables_are_sent_as_they_are() -> None:
    numbers = pa.table({"calls": [1.0, None] * 500, "days": [[1, 2], None] * 500})
    assert without_repetitions(numbers).equals(numbers)
    short = pa.table({"rate": ["–"] * 200})
    assert without_repetitions(short) is short


def test_more_texts_than_two_bytes_tell_apart_stay_as_they_are() -> None:
    many = pa.table({"name": [str(row) for row in range(40_000)] * 2})
    assert without_repetitions(many).equals(many)
