"""Fields under another name are noticed; fields that are merely new are not."""

from __future__ import annotations

from typing import Any

import pytest

from telephony.frames.columns import COLUMNS, COUNTS, TALKS
from telephony.frames.extensions import extension_frame
from telephony.frames.field_names import misnamed

FIELDS = [column.source for column in COLUMNS if column.name in (*COUNTS, *TALKS)]
FULL: dict[str, Any] = {
    "Dn": "100",
    "DisplayName": "Ann",
    **{str(name): "PT9S" if str(name).endswith("Dur") else 3 for name in FIELDS},
}


def renamed(name: str, other: str, value: Any = None) -> dict[str, Any]:
    rest = {key: kept for key, kept in FULL.items() if key != name}
    return rest | {other: FULL[name] if value is None else value}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "other",
    [str.lower, str.upper, lambda name: name[0].lower() + name[1:], lambda name: f"_{name}"],
)
def test_a_field_in_other_letters_is_unknown_and_not_zero(name, other) -> None:
    rows = [renamed(name, other(name)), FULL | {"Dn": "101"}]
    made = extension_frame(rows, "GRP0000")
    column = next(column.name for column in COLUMNS if column.source == name)
    assert made.frame[column].isna().tolist() == [True, False]
    assert not made.quality.complete
    assert name in made.quality.notes[0]


@pytest.mark.parametrize(
    ("name", "other", "value"),
    [
        ("InboundAnsweredCount", "InboundAnswered", None),
        ("InboundAnsweredCount", "inbound_answered_calls", None),
        ("InboundAnsweredCount", "IncomingAnsweredCount", None),
        ("InboundAnsweredCount", "AnsweredInboundCount", None),
        ("InboundAnsweredCount", "InboundAnsweredTotal", "3"),
        ("InboundUnansweredCount", "InboundMissedCount", None),
        ("OutboundUnansweredCount", "OutgoingUnanswered", None),
        ("InboundAnsweredTalkingDur", "InboundTalkTime", None),
        ("InboundAnsweredTalkingDur", "InboundAnsweredTalkingDuration", None),
        ("OutboundAnsweredTalkingDur", "OutboundTalkingSeconds", 12),
        ("InboundAnsweredCount", "InbAnsCnt", None),
        ("InboundAnsweredCount", "InboundAnswerdCount", None),
        ("InboundUnansweredCount", "NewInboundUnansweredCountV2", None),
        ("InboundAnsweredCount", "Taken", None),
        ("OutboundAnsweredTalkingDur", "Gespraech", None),
    ],
)
def test_a_renamed_field_is_noticed_by_its_words(name, other, value) -> None:
    (found,) = misnamed([renamed(name, other, value)], FIELDS)
    assert (found.expected, found.found, found.rows) == (name, other, (0,))


SPANISH = {"EntrantesRespondidas": 3, "EntrantesDuracion": "PT9S", "Salientes": 2}
IDENTITY = {"Dn": "100", "DisplayName": "Ann"}


def test_where_all_names_are_foreign_a_time_and_a_number_tell_that_zeros_would_be_wrong() -> None:
    rows = [{**IDENTITY, **SPANISH}, {**IDENTITY, "Dn": "101", "Salientes": 0}]
    made = extension_frame(rows, "GRP0000")
    for name in (*COUNTS, *TALKS):
        assert made.frame[name].isna().tolist() == [True, False]
    assert not made.quality.complete
    assert all("EntrantesDuracion" in str(note) for note in made.quality.notes)


@pytest.mark.parametrize(
    "further",
    [{}, {"AvatarId": 5}, {"Ringing": "PT5S"}, {"Ringing": "PT0S", "Rings": 2}, {"Shift": ""}],
)
def test_further_fields_of_a_day_without_calls_leave_its_zeros(further) -> None:
    made = extension_frame([{**IDENTITY, **further}], "GRP0000")
    assert made.frame[list(COUNTS)].eq(0).all(axis=None)
    assert made.quality.complete


def test_a_name_with_a_letter_too_many_stands_for_the_likest_field_alone() -> None:
    row = renamed("InboundAnsweredCount", "InboundAnsweredCounts")
    del row["InboundUnansweredCount"]
    (found,) = misnamed([row], FIELDS)
    assert found.expected == "InboundAnsweredCount"


@pytest.mark.parametrize(
    "name",
    [
        *("Recordings", "InboundTransferredCount", "TotalAnsweredCount", "InboundRingingDur"),
        *("InboundAnsweredExternalCount", "InboundAnsweredCount@odata.type", "Id", ""),
    ],
)
@pytest.mark.parametrize("without", ["", "OutboundUnansweredCount", "SentimentScore"])
def test_a_further_field_takes_nothing_from_the_others(name, without) -> None:
    row = {key: value for key, value in FULL.items() if key != without} | {name: 4}
    assert misnamed([row], FIELDS) == []
    assert extension_frame([row], "GRP0000").quality.complete


def test_a_name_of_the_pbx_is_shown_in_one_short_line() -> None:
    (found,) = misnamed([renamed("InboundAnsweredCount", "INBOUND\nanswered_count")], FIELDS)
    assert "INBOUND answered_count" in found.words
