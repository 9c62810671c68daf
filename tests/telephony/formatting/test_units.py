"""One table says how each unit is written, in cells, on cards, in CSV, in Excel and in Arrow."""

from __future__ import annotations

import pyarrow as pa
import pytest

from telephony.formatting.locale_style import ENGLISH, style_of
from telephony.formatting.units import FORMATS, Unit

_TALK = 11_525_000_000  # [us] 3:12:05


@pytest.mark.parametrize(
    ("unit", "value", "cell", "card", "text"),
    [
        (Unit.CALLS, 12_345, "12,345", "12,345", "12345"),
        (Unit.TALK, _TALK, "3:12:05", "3 h 12 min", "11525"),
        (Unit.RATE, 0.8666666, "86.7 %", "86.7 %", "0.866667"),
        (Unit.ERLANGS, 1_234.5, "1,234.50", "1,234.50", "1234.500000"),
        (Unit.SCORE, -3, "-3", "-3", "-3"),
        (Unit.INDEX, 0.416666, "0.42", "0.42", "0.416666"),
        (Unit.TALK_CHANGE, -_TALK, "−3:12:05", "−3 h 12 min", "-11525"),
        (Unit.TALK_CHANGE, 1_500_000, "+0:00:02", "+2 s", "1.5"),
        (Unit.TALK_CHANGE, -1, "0:00:00", "< 1 s", "-0.000001"),
        (Unit.TALK_CHANGE, 0, "0:00:00", "0 s", "0"),
        (Unit.POINTS, -2.54, "−2.5", "−2.5", "-2.540000000"),
        (Unit.POINTS, 0.04, "0.0", "0.0", "0.040000000"),
    ],
)
def test_each_unit_is_written_in_its_own_way(
    unit: Unit, value: float, cell: str, card: str, text: str
) -> None:
    form = FORMATS[unit]

    assert form.cell(ENGLISH)(value) == cell
    assert form.card(ENGLISH)(value) == card
    assert form.text(value) == text


def test_cells_and_cards_follow_the_readers_separators_and_files_do_not() -> None:
    german = style_of("de")

    assert FORMATS[Unit.CALLS].cell(german)(12_345) == "12.345"
    assert FORMATS[Unit.ERLANGS].card(german)(0.25) == "0,25"
    assert FORMATS[Unit.ERLANGS].text(0.25) == "0.250000"


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_has_a_format_and_a_type_that_arrow_knows(unit: Unit) -> None:
    assert pa.type_for_alias(FORMATS[unit].arrow) in (
        pa.int64(),
        pa.float64(),
        pa.duration("us"),
    )


def test_a_day_on_the_phone_is_one_in_excel() -> None:
    form = FORMATS[Unit.TALK]

    assert 86_400_000_000 / form.sheet_one == 1
    assert form.sheet == "[h]:mm:ss"
