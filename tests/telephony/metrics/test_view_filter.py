"""A view keeps exactly the extensions it asks for, in their order."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.metrics.extension_metrics import derive, total
from telephony.metrics.view_filter import matching_before, narrow
from telephony.odata.errors import QueryTextError
from telephony.query.view import Direction, View
from tests.telephony.frames.extension_frames import frame, frames, row

PEOPLE = frame(
    row("100", "Jörg Müller", ia=3),
    row("2001", "Søren Berg", oa=1),
    row("101", "Anna Berg-Müller"),
    row("102", "", ou=2),
    row("103", "=1+1 <b>", iu="unreadable"),
)


def found(
    search: str = "", *, show_idle: bool = True, direction: Direction = Direction.BOTH
) -> list[str]:
    return narrow(PEOPLE, View(search=search, show_idle=show_idle, direction=direction))[
        "extension"
    ].tolist()


@pytest.mark.parametrize(
    ("search", "extensions"),
    [
        ("", ["100", "2001", "101", "102", "103"]),
        ("   ", ["100", "2001", "101", "102", "103"]),
        ("muller", ["100", "101"]),
        ("MÜLLER", ["100", "101"]),
        ("müller anna", ["101"]),
        ("berg soren", ["2001"]),
        ("10", ["100", "101", "102", "103"]),
        ("200 berg", ["2001"]),
        ("nobody", []),
        ("<b>", ["103"]),
        ("=1+1", ["103"]),
        (".*", []),
        ("anna anna", ["101"]),
    ],
)
def test_a_search_needs_every_word_in_name_or_number(search, extensions) -> None:
    assert found(search) == extensions


def test_without_quiet_ones_extensions_without_a_call_in_the_direction_go() -> None:
    assert found(show_idle=False) == ["100", "2001", "102", "103"]
    assert found(show_idle=False, direction=Direction.INBOUND) == ["100", "103"]
    assert found(show_idle=False, direction=Direction.OUTBOUND) == ["2001", "102"]


def test_a_filter_holds_together_with_the_rest() -> None:
    def filtered(text: str, **more: object) -> list[str]:
        return narrow(PEOPLE, View(filter=text, **more))["extension"].tolist()

    assert filtered("InboundAnsweredCount gt 2") == ["100"]
    assert filtered("contains(DisplayName,'Berg')", search="muller") == ["101"]
    assert filtered("contains(DisplayName,'Berg')", show_idle=False) == ["2001"]
    assert filtered("Dn eq 'nobody'") == []
    with pytest.raises(QueryTextError):
        filtered("Dn eq")


def test_a_filter_compares_the_extensions_that_it_chose_with_themselves() -> None:
    before = frame(row("100", "Jörg Müller", ia=1), row("2001", "Søren Berg", ia=9), row("9", ia=9))
    busy = View(filter="InboundAnsweredCount gt 2")
    assert matching_before(before, narrow(PEOPLE, busy), busy).tolist() == [0]
    everyone = View(search="10")
    now = narrow(PEOPLE, everyone)
    assert matching_before(before, now, everyone).tolist() == [0]
    assert matching_before(before, PEOPLE, View()).tolist() == [0, 1, 2]


def test_a_direction_alone_hides_nobody() -> None:
    assert len(found(direction=Direction.INBOUND)) == len(PEOPLE)


def test_a_search_of_100_kb_and_an_empty_frame_are_answered() -> None:
    assert found("x y " * 25_000) == []
    assert narrow(frame(), View(search="x", show_idle=False)).empty


@settings(max_examples=60)
@given(frames(), st.sampled_from(Direction))
def test_hiding_quiet_extensions_changes_no_sum(plain: pd.DataFrame, direction) -> None:
    kept = narrow(plain, View(show_idle=False, direction=direction))
    before, after = total(plain, direction), total(kept, direction)
    for key in ("calls", "talk"):
        if not (before[key].unknown or after[key].unknown):
            assert after[key].value == before[key].value


@settings(max_examples=60)
@given(frames(), st.text(max_size=3), st.booleans())
def test_a_narrowed_frame_is_some_rows_of_the_frame_unchanged(plain, search, show_idle) -> None:
    kept = narrow(plain, View(search=search, show_idle=show_idle))
    rest = plain[plain["extension"].isin(kept["extension"])].reset_index(drop=True)
    assert kept.equals(rest)
    derive(kept, 1.0)
