"""The scorecard says eight figures in words, each with its change and its definition."""

from __future__ import annotations

from telephony.formatting.locale_style import style_of
from telephony.metrics.registry import METRICS
from telephony.metrics.scorecard import ONE_ROW, scorecard
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, row

BEFORE = "9–15 Nov 2026"
NOW = frame(row("1", ia=26, iu=4, it=11_520, oa=3, ou=1, ot=45), row("2", ia=1_200, iu=6, it=60))
EARLIER = frame(row("1", ia=20, iu=10, it=11_520, oa=3, ou=1, ot=90))


def cards(**options):
    return {card.key: card for card in scorecard(NOW, EARLIER, BEFORE, **options)}


def test_two_rows_of_four_cards_hold_every_figure_in_words() -> None:
    found = scorecard(NOW, EARLIER, BEFORE)
    assert [(card.direction.value, card.label, card.value) for card in found] == [
        ("inbound", "Inbound answered", "1,226"),
        ("inbound", "Inbound unanswered", "10"),
        ("inbound", "Pick-up rate", "99.2 %"),
        ("inbound", "Inbound talk time", "3 h 13 min"),
        ("outbound", "Outbound answered", "3"),
        ("outbound", "Connect rate", "75.0 %"),
        ("outbound", "Outbound talk time", "45 s"),
        ("outbound", "Outbound average talk time", "15 s"),
    ]


def test_a_rate_always_comes_with_x_of_n() -> None:
    assert cards()["pick_up_rate"].detail == "1,226 of 1,236"
    assert cards()["connect_rate"].detail == "3 of 4"


def test_the_inbound_mean_stands_below_the_talk_time_with_a_change_of_its_own() -> None:
    card = cards()["inbound_talk"]
    assert card.detail == "average 9 s · ▼\u00a098 % shorter"
    assert card.change.text == f"▲ 1 % more than {BEFORE}"
    assert METRICS["inbound_mean_talk"].help in card.help


def test_six_cards_in_one_row_have_what_has_no_card_below_their_values() -> None:
    found = scorecard(NOW, EARLIER, BEFORE, keys=ONE_ROW[Direction.BOTH])
    assert [(card.label, card.value) for card in found] == [
        ("Inbound answered", "1,226"),
        ("Inbound unanswered", "10"),
        ("Pick-up rate", "99.2 %"),
        ("Inbound talk time", "3 h 13 min"),
        ("Outbound answered", "3"),
        ("Outbound talk time", "45 s"),
    ]
    details = {card.key: card.detail for card in found}
    assert details["outbound_answered"] == (
        "connect rate 75.0 % · 3 of 4 · no change · too few calls to judge"
    )
    assert details["outbound_talk"] == "average 15 s · ▼\u00a050 % shorter · too few calls to judge"


def test_a_rate_of_few_calls_is_neither_trusted_nor_judged() -> None:
    now, before = frame(row(ia=2)), frame(row(ia=30, iu=20))
    [rate] = [c for c in scorecard(now, before, BEFORE) if c.key == "pick_up_rate"]
    assert (rate.value, rate.detail) == ("100.0 %", "2 of 2")
    assert rate.caution == "too few calls to judge"
    assert rate.change.brief == "▲\u00a040.0 points higher"
    [rate] = [c for c in scorecard(before, now, BEFORE) if c.key == "pick_up_rate"]
    assert rate.caution == ""
    assert (rate.change.brief, rate.change.good) == ("▼\u00a040.0 points lower", None)
    [rate] = [c for c in scorecard(before, before, BEFORE) if c.key == "pick_up_rate"]
    assert rate.caution == ""


def test_every_card_explains_itself_from_the_registry() -> None:
    for key, card in cards().items():
        assert METRICS[key].help in card.help


def test_one_direction_shows_only_its_row() -> None:
    for direction in (Direction.INBOUND, Direction.OUTBOUND):
        found = scorecard(NOW, EARLIER, BEFORE, direction)
        assert {card.direction for card in found} == {direction}
        assert len(found) == 4


def test_without_earlier_figures_every_card_says_so() -> None:
    for card in scorecard(NOW, None, BEFORE):
        assert card.change.words == "no earlier data to compare with"


def test_without_extensions_there_are_zeros_and_no_rates() -> None:
    found = {card.key: card for card in scorecard(frame(), frame(), BEFORE)}
    assert found["inbound_answered"].value == "0"
    assert found["inbound_talk"].value == "0 s"
    assert found["pick_up_rate"].value == found["outbound_mean_talk"].value == "–"
    assert found["pick_up_rate"].detail == "0 of 0"
    assert found["inbound_answered"].change.words == f"no change from {BEFORE}"


def test_figures_that_leave_somebody_out_say_so() -> None:
    partly = frame(row("1", ia=-1, iu=1), row("2", ia=3))
    found = {card.key: card for card in scorecard(partly, None, BEFORE)}
    assert found["inbound_answered"].value == "3"
    assert found["inbound_answered"].detail == "unknown for 1 extension"
    assert found["pick_up_rate"].detail == "3 of 3 · unknown for 1 extension"
    nothing = {card.key: card for card in scorecard(frame(row(ia=-1)), None, BEFORE)}
    assert nothing["inbound_answered"].value == nothing["pick_up_rate"].value == "?"


def test_numbers_follow_the_readers_separators() -> None:
    assert cards(style=style_of("de"))["inbound_answered"].value == "1.226"
    assert cards(style=style_of("de"))["pick_up_rate"].value == "99,2\xa0%"
