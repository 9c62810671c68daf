"""The table of a company's own days."""

from __future__ import annotations

import os
from datetime import date

import pytest

from telephony.events import FILE_NAME, MOST_BYTES, Event, parse_events, read_events

CHRISTMAS = Event(date(2026, 12, 25), date(2026, 12, 25), "Christmas")
TABLE = 'date,words,until\n2026-12-25,Christmas\n\n# ours\n2026-07-01,"Fair, Hall 3",2026-07-03\n'


def test_days_and_spans_are_read_and_the_rest_is_skipped():
    found = parse_events(TABLE)
    assert found.problems == ()
    fair = Event(date(2026, 7, 1), date(2026, 7, 3), "Fair, Hall 3")
    assert found.events == (CHRISTMAS, fair)


def test_a_table_with_semicolons_is_read_as_well():
    assert parse_events("date;words\r\n2026-12-25;Christmas\r\n").events == (CHRISTMAS,)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-13-01,Nothing", "“2026-13-01” is not a day such as 2026-12-24"),
        ("24.12.2026,Eve", "“24.12.2026” is not a day such as 2026-12-24"),
        ("2026-12-25", "has not two or three cells: date, words, until"),
        ("2026-12-25,a,2026-12-26,b", "has not two or three cells: date, words, until"),
        ("2026-12-25,", "has no words for its day"),
        ("2026-12-25,Back,2026-12-24", "until 2026-12-24 lies before 2026-12-25"),
        ("2026-12-25,Back,never", "“never” is not a day such as 2026-12-24"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_count(line, said):
    found = parse_events(f"date,words,until\n{line}\n2026-12-25,Christmas\n")
    assert found.events == (CHRISTMAS,)
    assert found.problems == (f"{FILE_NAME}, line 2: {said}.",)


def test_of_many_wrong_lines_the_first_are_named_and_the_others_counted():
    found = parse_events("\n".join(f"{number},nothing" for number in range(40)))
    assert len(found.problems) == 6
    assert found.problems[-1] == f"{FILE_NAME}: 35 more lines cannot be read."


def test_events_are_told_for_every_step_that_they_touch():
    found = parse_events(TABLE)
    assert found.words(date(2026, 7, 3), date(2026, 7, 3)) == "Fair, Hall 3"
    assert found.words(date(2026, 7, 4), date(2026, 7, 31)) == ""
    assert found.words(date(2026, 1, 1), date(2026, 12, 31)) == "Christmas, Fair, Hall 3"


def test_without_a_file_there_are_no_events(tmp_path):
    assert read_events(tmp_path).problems == ()
    assert read_events(tmp_path / "nowhere").events == ()


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_text("2026-12-25,Christmas\n", encoding="utf-8-sig")
    assert read_events(tmp_path).events == (CHRISTMAS,)
    path.write_text("2026-12-26,Boxing Day\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [one.words for one in read_events(tmp_path).events] == ["Boxing Day"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00,\xd8", b"x" * (MOST_BYTES + 1)])
def test_a_file_that_is_no_such_table_is_said_to_be_none(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    found = read_events(tmp_path)
    assert found.events == ()
    assert found.problems[0].startswith(FILE_NAME)
