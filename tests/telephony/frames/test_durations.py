"""Durations of the PBX become exactly the microseconds they say, or are counted as unreadable."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.frames.durations import LONGEST_US, parse_durations_us

_UNIT_US = {"D": 86_400_000_000, "H": 3_600_000_000, "M": 60_000_000}


@st.composite
def written_durations(draw: st.DrawFn) -> tuple[str, int]:
    """A text put together from known parts, and what these parts add up to."""
    limits = {"D": 4_000, "H": 90_000, "M": 9_999}
    parts = {unit: draw(st.none() | st.integers(0, limit)) for unit, limit in limits.items()}
    seconds = draw(st.none() | st.integers(0, 100_000))
    fraction = draw(st.none() | st.text("0123456789", min_size=1, max_size=9))
    if seconds is None and not any(part is not None for part in parts.values()):
        seconds = 0
    total = sum(part * _UNIT_US[unit] for unit, part in parts.items() if part is not None)
    day = f"{parts['D']}D" if parts["D"] is not None else ""
    time = "".join(f"{parts[unit]}{unit}" for unit in "HM" if parts[unit] is not None)
    if seconds is not None:
        written = str(seconds) if fraction is None else f"{seconds}.{fraction}"
        microseconds = (Decimal(written) * 1_000_000).quantize(Decimal(1), ROUND_HALF_UP)
        time, total = f"{time}{written}S", total + int(microseconds)
    return f"P{day}{'T' if time else ''}{time}", total


def read(text: object) -> int | None:
    values, unreadable = parse_durations_us([text])
    assert unreadable == int(values.isna()[0])
    return None if values.isna()[0] else int(values[0])


@given(written_durations())
def test_a_text_written_from_known_parts_gives_their_sum(case: tuple[str, int]) -> None:
    text, microseconds = case
    assert read(text) == (microseconds if microseconds < LONGEST_US else None)


@given(st.lists(written_durations() | st.just((None, 0)), max_size=60))
def test_each_place_of_a_list_gets_its_own_value_however_often_texts_repeat(cases) -> None:
    texts = [text for text, _ in cases] * 2
    values, _ = parse_durations_us(texts)
    found = [
        None if absent else int(value) for value, absent in zip(values, values.isna(), strict=True)
    ]
    assert found == [us if us < LONGEST_US else None for _, us in cases] * 2


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("PT0S", 0),
        ("PT14.6S", 14_600_000),
        ("PT3M12.139836S", 192_139_836),
        ("PT18H", 64_800_000_000),
        ("P5DT13H43M24.960179S", 481_404_960_179),
        ("P2D", 172_800_000_000),
        ("PT90M", 5_400_000_000),
        ("PT0.1234564S", 123_456),
        ("PT0.1234565S", 123_457),
    ],
)
def test_what_a_pbx_was_seen_to_send_is_read_to_the_microsecond(text, microseconds) -> None:
    assert read(text) == microseconds


UNREADABLE = """
PT1.5H P1M P1Y P1W PT5 PT1H30 5 P PT P1DT -PT5S PT-5S +PT5S pt5s PT5,5S PT.5S PT5.S PT1S1M PT٣S
PT５S PT1000000H PT1e3S P1DT1HP1DT1H
"""


@pytest.mark.parametrize(
    "text", [*UNREADABLE.split(), "", " PT5S", "PT5S\n", "PT\ud800S", "PT" + "9" * 40 + "S"]
)
def test_a_text_that_is_no_plain_duration_is_unreadable_and_never_guessed(text) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "value", [5, 5.0, True, float("nan"), ["PT5S"], {"PT5S": 1}, b"PT5S"], ids=repr
)
def test_a_value_that_is_no_text_is_unreadable(value) -> None:
    assert read(value) is None


def test_a_field_that_was_left_out_is_zero() -> None:
    assert read(None) == 0


def test_unreadable_ones_are_counted_and_leave_the_others_alone() -> None:
    values, unreadable = parse_durations_us(["PT1S", "PT5", None, "PT5", [], "PT2S"])
    assert unreadable == 3
    assert values.sum() == 3_000_000


def test_no_texts_give_no_values() -> None:
    values, unreadable = parse_durations_us([])
    assert (len(values), unreadable) == (0, 0)


def test_the_longest_ones_of_ten_thousand_extensions_add_up_within_64_bits() -> None:
    assert 2 * 10_000 * LONGEST_US < 2**63
