"""The CSV holds the table's rows, reads back exactly, and no spreadsheet runs what is in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given

from telephony.export.csv_file import csv_bytes
from telephony.export.fields import ALL_FIELDS, FIELDS, fields_of
from telephony.export.provenance import Provenance
from telephony.frames.columns import PlainColumns
from telephony.metrics.extension_metrics import derive, total
from telephony.query.view import CallArea, Direction, Sort
from telephony.tables.extensions import extension_table
from tests.telephony.export.hostile_names import hostile_names, starts_a_formula
from tests.telephony.frames.extension_frames import BERLIN, frame, frames, november, row

WEEK = 7 * 86_400.0
AS_OF = datetime(2026, 11, 23, 9, 15, 4, 123_456, tzinfo=UTC)
ORIGIN = Provenance(november(), AS_OF, complete=True)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def written(
    plain: pd.DataFrame, fields=ALL_FIELDS, origin: Provenance = ORIGIN
) -> list[dict[str, str]]:
    header, *rows = read(csv_bytes(PlainColumns(derive(plain, WEEK)), fields, origin))
    return [dict(zip(header, cells, strict=True)) for cells in rows]


def test_the_columns_for_programs_begin_as_promised_and_end_with_the_origin() -> None:
    (header,) = read(csv_bytes(PlainColumns(derive(frame(), WEEK)), ALL_FIELDS, ORIGIN))
    assert ",".join(header[:12]) == (
        "extension,display_name,inbound_answered,inbound_unanswered,inbound_talk_seconds,"
        "outbound_answered,outbound_unanswered,outbound_talk_seconds,sentiment,groups,"
        "inbound_talk_hms,outbound_talk_hms"
    )
    assert ",".join(header[-7:]) == (
        "period_from,period_to,time_zone,call_area,as_of,complete,direction"
    )
    assert len(set(header)) == len(header) == len(FIELDS) + 7


def test_a_row_holds_exact_seconds_clock_times_and_shares() -> None:
    (cells,) = written(frame(row("007", "Söhne", ia=2, iu=1, it="PT3M12.139836S", oa=1, ot=17)))
    expected = {
        "extension": "007",
        "display_name": "Söhne",
        "inbound_answered": "2",
        "inbound_talk_seconds": "192.139836",
        "inbound_talk_hms": "0:03:12",
        "outbound_talk_seconds": "17",
        "outbound_talk_hms": "0:00:17",
        "inbound_mean_talk_seconds": "96.069918",
        "pick_up_rate_share": "0.666667",
        "share_of_calls": "1.000000",
        "sentiment": "",
        "groups": "GRP0000",
        "calls": "4",
    }
    assert {name: cells[name] for name in expected} == expected


def test_every_row_says_what_it_is() -> None:
    origin = Provenance(november(area=CallArea.EXTERNAL), AS_OF, False, Direction.INBOUND)
    for cells in written(frame(row("1"), row("2")), origin=origin):
        assert {name: cells[name] for name in list(cells)[-7:]} == {
            "period_from": "2026-11-16T00:00:00+01:00",
            "period_to": "2026-11-23T00:00:00+01:00",
            "time_zone": "Europe/Berlin",
            "call_area": "external",
            "as_of": "2026-11-23T10:15:04+01:00",
            "complete": "no",
            "direction": "inbound",
        }


def test_over_a_change_of_clocks_each_limit_has_its_own_offset() -> None:
    period = november().period
    start = datetime(2026, 10, 19, tzinfo=BERLIN).astimezone(UTC)
    query = replace(november(), period=replace(period, start=start))
    values = Provenance(query, AS_OF, complete=True).values()
    assert values["period_from"].endswith("+02:00")
    assert values["period_to"].endswith("+01:00")


def test_the_unknown_and_what_does_not_exist_are_empty_and_never_zero() -> None:
    unknown, none = written(frame(row("1", it="PT1.5H", ia=-1), row("2")))
    for name in ("inbound_answered", "inbound_talk_seconds", "inbound_talk_hms", "talk_seconds"):
        assert unknown[name] == ""
    assert none["inbound_talk_seconds"] == "0"
    assert none["pick_up_rate_share"] == none["mean_talk_seconds"] == none["mean_talk_hms"] == ""


def test_the_file_holds_the_tables_rows_in_its_order_and_its_columns() -> None:
    derived = derive(frame(row("1", ia=1), row("2", ia=9), row("10", ia=9)), WEEK)
    table = extension_table(
        derived, Sort("calls"), columns=["display_name", "inbound_talk", "calls"]
    )
    fields = fields_of(column.key for column in table.columns)
    header, *rows = read(csv_bytes(PlainColumns(table.rows), fields, ORIGIN))
    assert header[:5] == [
        "extension",
        "display_name",
        "inbound_talk_seconds",
        "inbound_talk_hms",
        "calls",
    ]
    assert [cells[0] for cells in rows] == table.rows["extension"].tolist() == ["2", "10", "1"]


def test_the_bytes_are_utf8_with_a_mark_and_lines_end_as_rfc_4180_says() -> None:
    data = csv_bytes(PlainColumns(derive(frame(row("1", 'a "b", c')), WEEK)), ALL_FIELDS, ORIGIN)
    assert data.startswith(b"\xef\xbb\xbfextension,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 2
    assert b'"a ""b"", c"' in data


def test_no_rows_still_give_the_header() -> None:
    assert len(read(csv_bytes(PlainColumns(derive(frame(), WEEK)), ALL_FIELDS, ORIGIN))) == 1


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        csv_bytes(PlainColumns(derive(frame(), WEEK)), ["nonsense"], ORIGIN)


def test_hostile_names_leave_no_formula_and_shift_no_cell_of_any_column() -> None:
    names = hostile_names()[:2_000]
    plain = frame(*(row(str(place), name, ia=place) for place, name in enumerate(names)))
    data = csv_bytes(PlainColumns(derive(plain, WEEK)), ALL_FIELDS, ORIGIN)
    header, *rows = read(data)
    assert len(rows) == len(plain) == 2_000
    assert {len(cells) for cells in rows} == {len(header)}
    for cells, kept in zip(rows, plain["display_name"], strict=True):
        assert not any(starts_a_formula(cell) for cell in cells)
        assert not any(starts_a_formula(part) for part in cells[1].split(";"))
        assert cells[1].replace("'", "") == kept.replace("'", "")
    assert [cells[2] for cells in rows] == [str(place) for place in range(2_000)]
    assert b"\x00" not in data


def test_pandas_reads_the_same_figures_back() -> None:
    plain = frame(*(row(str(n), name, ia=n, it=n) for n, name in enumerate(hostile_names()[:500])))
    data = csv_bytes(PlainColumns(derive(plain, WEEK)), ALL_FIELDS, ORIGIN)
    again = pd.read_csv(io.BytesIO(data), dtype={"extension": str}, encoding="utf-8-sig")
    assert again["extension"].tolist() == plain["extension"].tolist()
    assert again["inbound_answered"].sum() == plain["inbound_answered"].sum()
    assert (again["inbound_talk_seconds"] * 1_000_000).sum() == plain["inbound_talk_us"].sum()
    clock = pd.to_timedelta(again["inbound_talk_hms"]).dt.total_seconds()
    assert clock.sum() == plain["inbound_talk_us"].sum() / 1_000_000


@given(frames())
def test_sums_over_the_file_equal_the_totals_of_the_page(plain: pd.DataFrame) -> None:
    rows = written(plain)
    figures = total(plain)
    for key in ("inbound_answered", "outbound_unanswered", "inbound_talk", "outbound_talk"):
        seconds = key.endswith("talk")
        cells = [cells[f"{key}_seconds" if seconds else key] for cells in rows]
        found = sum((Fraction(Decimal(cell)) for cell in cells if cell), Fraction())
        assert found * (1_000_000 if seconds else 1) == (figures[key].value or 0)
