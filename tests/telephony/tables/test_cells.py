"""What the cells of the table hold."""

from __future__ import annotations

import pandas as pd

from telephony.formatting.numbers import ENGLISH
from telephony.metrics.extension_metrics import derive
from telephony.tables.cells import BARS, cells_of
from telephony.tables.extensions import DEFAULT_SORT, extension_table
from tests.telephony.frames.extension_frames import frame, row


def test_a_total_that_no_float_holds_to_the_last_digit_is_drawn_all_the_same() -> None:
    plain = frame(row("1"), row("2"))
    plain["inbound_answered"] = pd.array([2**53, 1], dtype="Int64")
    cells = cells_of(extension_table(derive(plain, 60.0), DEFAULT_SORT), ENGLISH)
    assert "calls" in BARS
    assert cells["calls"].to_pylist() == [2.0**53, 2.0**53, 1.0]
