"""The workload in words: what is unknown is "?", what does not exist is "–"."""

from __future__ import annotations

from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.workload import AreaTalk, workload_of
from telephony.tables.workload import areas_table, load_table
from tests.telephony.frames.extension_frames import frame, row

ROWS = (
    row("100", "Ann", ia=3, it=1_800),
    row("101", "Ben"),
    row("102", "Cem", ia=1, it="unreadable"),
)


def view(*rows) -> FrameView:
    return FrameView(derive(frame(*rows), 3_600.0))


def test_every_cell_is_written_as_in_the_other_tables() -> None:
    table = load_table(workload_of(view(*ROWS)), LocaleStyle(".", ","))
    assert table.to_dict("records") == [
        {
            "Extension": "100",
            "Name": "Ann",
            "Calls": "3",
            "Talk time": "0:30:00",
            "Share": "100,0 %",
            "Cumulative share": "100,0 %",
            "Traffic (erlangs)": "0,50",
        },
        {
            "Extension": "101",
            "Name": "Ben",
            "Calls": "0",
            "Talk time": "0:00:00",
            "Share": "0,0 %",
            "Cumulative share": "100,0 %",
            "Traffic (erlangs)": "0,00",
        },
        {
            "Extension": "102",
            "Name": "Cem",
            "Calls": "1",
            "Talk time": "?",
            "Share": "?",
            "Cumulative share": "?",
            "Traffic (erlangs)": "?",
        },
    ]


def test_without_any_talk_time_there_are_no_shares() -> None:
    table = load_table(workload_of(view(row())))
    assert table[["Share", "Cumulative share"]].to_numpy().tolist() == [["–", "–"]]


def test_the_absent_have_a_column_of_what_each_would_carry() -> None:
    load = workload_of(view(*ROWS, row("103", "Dot", it=600)), ["100"])
    by_number = load_table(load).set_index("Extension")["If absent"]
    assert by_number.to_dict() == {"100": "0:00:00", "103": "0:40:00", "101": "0:00:00", "102": "?"}
    alone = workload_of(view(row("1", it=60), row("2")), ["1"])
    assert load_table(alone)["If absent"].tolist() == ["0:00:00", "–"]


def test_of_a_call_area_the_unknown_differs_from_what_does_not_exist() -> None:
    internal = AreaTalk(view(row("100", it=600), row("101"), row("102", it="?")), True)
    external = AreaTalk(view(row("100", it=1_800), row("101")), False)
    table = areas_table(workload_of(view(*ROWS), (), internal, external))
    assert table.drop(columns="Name").to_numpy().tolist() == [
        ["100", "0:10:00", "0:30:00", "25.0 %"],
        ["101", "0:00:00", "0:00:00", "–"],
        ["102", "?", "?", "?"],
    ]
