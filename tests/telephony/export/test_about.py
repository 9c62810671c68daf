"""A file says what it is: the question, the moment, what was odd, what its columns mean."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from telephony.export.fields import ALL_FIELDS, FIELDS
from telephony.export.source import Source
from telephony.frames.quality import Quality
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, PresetRange
from telephony.query.links import parse_view
from telephony.query.view import Direction, Sort, View
from telephony.xapi.errors import TimedOut
from tests.telephony.export.example_exports import export
from tests.telephony.frames.extension_frames import frame, november, row

VIEW = View(("GRP0000",), PresetRange(Preset.LAST_WEEK), search="zoë", show_idle=False)


def test_the_facts_name_question_moment_and_what_was_narrowed() -> None:
    facts = export(frame(row("1", sentiment=4), row("2")), view=VIEW).about.facts
    assert facts["groups"] == "GRP0000"
    assert facts["group_names"] == "Sales"
    assert facts["with_sentiment"] == "1 of 2"
    assert facts["period"] == "16–22 Nov 2026"
    assert facts["call_area"] == "all"
    assert facts["direction"] == "both"
    assert facts["search"] == "zoë"
    assert facts["quiet_extensions"] == "hidden"
    assert facts["sorted_by"] == "Calls, largest first"
    assert facts["extensions"] == "2 of 2"


def test_the_link_shows_the_same_days_on_any_day() -> None:
    facts = export(frame(row()), view=VIEW).about.facts
    assert facts["link"].startswith("https://calls.example.com/?")
    view = parse_view(parse_qs(urlsplit(facts["link"]).query)).view
    period = november().period
    assert view.range == DayRange(period.first_day, period.last_day)
    assert (view.search, view.show_idle) == ("zoë", False)


def test_the_source_is_told_without_an_address() -> None:
    demo = Source((), demo=True, version=None, page="")
    facts = export(frame(row()), source=demo).about.facts
    assert facts["source"] == "demo PBX (made-up company), version not known"
    assert facts["group_names"] == ""


def test_every_field_has_a_definition_and_calls_are_those_of_the_direction() -> None:
    about = export(frame(), view=View(("GRP0000",), direction=Direction.OUTBOUND)).about
    assert {FIELDS[name].key for name in ALL_FIELDS} == about.definitions.keys()
    assert all(one.label and one.meaning for one in about.definitions.values())
    assert about.definitions["calls"].label == "Outbound calls"
    assert about.definitions["inbound_answered"].label == "Inbound answered"


def test_notes_say_what_was_odd_old_or_missing() -> None:
    made = export(
        frame(row()),
        quality=Quality(dropped_rows=2, pages=("The PBX sent a page twice.",)),
        stale=TimedOut(),
        missing={"GRP0009": TimedOut()},
    )
    dropped, twice, stale, missing = made.about.notes
    assert dropped.startswith("2 rows")
    assert twice == "The PBX sent a page twice."
    assert stale == f"These are not the newest values: {TimedOut().headline}"
    assert missing.startswith("Group GRP0009 is missing: ")
    assert made.about.facts["complete"] == "no"


def test_a_sort_that_does_not_exist_is_told_as_what_was_done_instead() -> None:
    about = export(frame(), view=View(("GRP0000",), sort=Sort("nonsense"))).about
    assert about.facts["sorted_by"] == "Calls, largest first"
