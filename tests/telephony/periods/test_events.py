"""The table of a company's own days."""

from __future__ import annotations

import os
import time
from datetime import date

import pytest

from telephony.periods.events import FILE_NAME, MOST_BYTES, Event, parse_events, read_events

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
        ("12/24/2026,Eve", "“12/24/2026” is not a day such as 2026-12-24"),
        ("31.11.2026,Eve", "“31.11.2026” is not a day such as 2026-12-24"),
        ('2026-07-01,"Fair', "has a quote that is not closed"),
        ('2026-07-01,"Fair" Hall 3', "has text after a closing quote"),
        ("2026-07-01,Fa\0ir", "holds a NUL character"),
        (",Eve", "“” is not a day such as 2026-12-24"),
        ("2026-12-25", "needs two or three cells: date, words, until"),
        ("2026-12-25,a,2026-12-26,b", "needs two or three cells: date, words, until"),
        ("2026-12-25,", "has no words"),
        ("2026-12-25,Back,2026-12-24", "until 2026-12-24 is before 2026-12-25"),
        ("2026-12-25,Back,never", "“never” is not a day such as 2026-12-24"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_count(line, said):
    found = parse_events(f"date,words,until\n{line}\n2026-12-25,Christmas\n")
    assert found.events == (CHRISTMAS,)
    assert found.problems == (f"{FILE_NAME}, line 2: {said}.",)


def test_an_open_quote_costs_its_own_line_and_no_other():
    found = parse_events(
        "date,words,until\n"
        '2026-05-01,"Labour Day\n'
        "2026-07-01,Fair,2026-07-03\n"
        '2026-12-25,"Christmas"\n'
        '2026-12-31,"Stocktaking\n'
    )
    fair = Event(date(2026, 7, 1), date(2026, 7, 3), "Fair")
    assert found.events == (fair, CHRISTMAS)
    assert found.problems == (
        f"{FILE_NAME}, line 2: has a quote that is not closed.",
        f"{FILE_NAME}, line 5: has a quote that is not closed.",
    )


def test_a_quote_that_another_lines_quote_would_close_is_found_as_well():
    found = parse_events('2026-05-01,"Labour Day\n2026-12-25,"Christmas"\n')
    assert found.events == (CHRISTMAS,)
    assert found.problems == (f"{FILE_NAME}, line 1: has a quote that is not closed.",)


def test_a_cell_in_quotes_may_go_over_lines_and_later_lines_keep_their_numbers():
    found = parse_events('2026-07-01,"Fair,\nHall 3",2026-07-03\nnever,Nothing\n')
    fair = Event(date(2026, 7, 1), date(2026, 7, 3), "Fair, Hall 3")
    assert found.events == (fair,)
    assert found.problems[0].startswith(f"{FILE_NAME}, line 3: ")


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\ndate;words;until\n2026-12-25;Christmas\n",
        '"sep=,"\r\n2026-12-25,Christmas\r\n',
        "date,words,until,\n2026-12-25,Christmas,,\n",
        "date,words\n,,\n2026-12-25,Christmas,,,,\n",
        "date\twords\n2026-12-25\tChristmas\n",
        "date,words\r2026-12-25,Christmas\r",
        "25.12.2026;Christmas\n",
        "sep=;;;\ndate;words;\n2026-12-25;Christmas;\n",
        "sep=;,,\ndate;words\n2026-12-25;Christmas\n",
        "\nSEP = ;\n\n2026-12-25;Christmas\n",
        '="2026-12-25",="Christmas"\n',
        '2026-12-25, "Christmas"\n',
        "date,words\n2026-12-25,Christmas\ndate,words\n",
        '# an "open remark; with separators\n2026-12-25,Christmas\n',
    ],
)
def test_what_excel_and_editors_make_of_a_table_is_taken_as_meant(table):
    found = parse_events(table)
    assert (found.events, found.problems) == ((CHRISTMAS,), ())


def test_words_with_commas_need_no_quotes_in_a_table_with_semicolons():
    assert parse_events("2026-12-25;Tree, carols\n").events[0].words == "Tree, carols"


def test_cells_are_texts_as_they_are_shown():
    assert parse_events('2026-12-25,="007"\n').events[0].words == "007"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excels_encodings_are_read(tmp_path, encoding):
    (tmp_path / FILE_NAME).write_text("2026-12-25;Söhne\n", encoding=encoding)
    assert read_events(tmp_path).events[0].words == "Söhne"


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


@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_what_is_no_file_at_all_keeps_nobody_waiting(tmp_path, make):
    make(tmp_path / FILE_NAME)
    assert read_events(tmp_path).problems == (f"{FILE_NAME} is not a file.",)


@pytest.mark.slow
@pytest.mark.parametrize("line", ["x", '","', "2026-07-01,Fair", '"2026-07-01","Fair"'])
def test_the_largest_file_keeps_nobody_waiting_whatever_its_lines_are(line):
    lines = f"{line}\n" * (MOST_BYTES // (len(line) + 1))
    begun = time.process_time()
    parse_events(lines)
    assert time.process_time() - begun < 5  # it was 36, with each line found from the first one on


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_is_too_long_is_said_to_be_and_costs_its_own_line(quote):
    found = parse_events(f"2026-07-01,{quote}{'x' * 140_000}{quote}\n2026-07-02,Fair\n")
    assert found.problems == ("events.csv, line 1: has a cell that is too long to be read.",)
    assert [event.words for event in found.events] == ["Fair"]
