"""Rates in words: each with its interval, and without a rank where there are few calls."""

from __future__ import annotations

from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.reliability import reliability_of
from telephony.query.view import Direction
from telephony.tables.rates import rates_table
from tests.telephony.frames.extension_frames import frame, row


def test_every_cell_says_what_is_known() -> None:
    rows = (
        row("100", "Ann", oa=81, ou=182),
        row("101", "Ben", oa=1, ou=28),
        row("102", "Cem", oa=3),
        row("103", "Dot"),
        row("104", "Eva", oa="unreadable"),
    )
    found = reliability_of(FrameView(derive(frame(*rows), 60.0)), Direction.OUTBOUND)
    table = rates_table(found)
    # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
    assert table[["Rank", "Extension", "Connect rate", "Answered", "95 % interval"]].to_numpy(
    ).tolist() == [
        ["1", "100", "30.8 %", "81 of 263", "25.5 % to 36.6 %"],
        ["2", "101", "3.4 %", "1 of 29", "0.6 % to 17.2 %"],
        ["–", "102", "100.0 %", "3 of 3", "43.9 % to 100.0 %"],
        ["–", "103", "–", "0 of 0", "–"],
        ["–", "104", "?", "?", "?"],
    ]  # fmt: skip
    assert table["99.8 % limits"].tolist()[-2:] == ["–", "?"]
    assert set(table["Outlier"]) <= {"above", "below", "–"}
