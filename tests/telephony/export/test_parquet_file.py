"""The Parquet file has one type per column and carries what it is about."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given

from telephony.export.formats import Format
from tests.telephony.export.example_exports import export
from tests.telephony.frames.extension_frames import frame, frames, row


def table_of(made) -> pa.Table:
    return pq.read_table(io.BytesIO(Format.PARQUET.write(made)))


def test_columns_have_the_type_of_what_they_count() -> None:
    schema = table_of(export(frame(row()))).schema
    types = {name: str(schema.field(name).type) for name in schema.names}
    assert types["extension"] == types["display_name"] == "string"
    assert types["inbound_answered"] == types["sentiment"] == "int64"
    assert types["inbound_talk_us"] == types["mean_talk_us"] == "duration[us]"
    assert types["pick_up_rate_share"] == types["erlangs"] == "double"
    assert not any(name.endswith(("_hms", "_seconds")) for name in types)


def test_no_rows_have_the_same_types() -> None:
    assert table_of(export(frame())).schema.equals(table_of(export(frame(row()))).schema)


def test_the_schema_says_what_it_is_about() -> None:
    table = table_of(export(frame(row())))
    about = json.loads(table.schema.metadata[b"about"])
    assert about["period_from"] == "2026-11-16T00:00:00+01:00"
    assert about["columns"].keys() == set(table.column_names)


def test_the_same_export_is_the_same_bytes() -> None:
    made = export(frame(row("1", "Zoë", ia=3, it=12)))
    assert Format.PARQUET.write(made) == Format.PARQUET.write(made)


def test_pandas_reads_durations_as_durations() -> None:
    data = io.BytesIO(Format.PARQUET.write(export(frame(row("1", it="PT3M12.139836S")))))
    (talk,) = pd.read_parquet(data)["inbound_talk_us"]
    assert talk == timedelta(seconds=192, microseconds=139_836)


@given(frames())
def test_figures_come_back_exactly_and_the_unknown_as_null(plain: pd.DataFrame) -> None:
    table = table_of(export(plain))
    for name in ("inbound_answered", "outbound_unanswered"):
        known = [None if pd.isna(value) else int(value) for value in plain[name]]
        assert table[name].to_pylist() == known
    talk = table["inbound_talk_us"].cast(pa.int64()).to_pylist()
    assert talk == [None if pd.isna(value) else int(value) for value in plain["inbound_talk_us"]]
