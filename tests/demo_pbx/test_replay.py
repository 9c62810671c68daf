from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from demo_pbx.options import Options
from demo_pbx.replay import CallLogError, replay
from demo_pbx.serving import running
from tests.demo_pbx.http_client import logged_in

BERLIN = ZoneInfo("Europe/Berlin")
HEADER = "start,extension,name,group,direction,area,answered,talk seconds"
CALL = "2021-01-04 09:12:58,101,Anna,Support,inbound,external,yes,61.5"
Q1 = (datetime(2020, 12, 31, 23, tzinfo=UTC), datetime(2021, 3, 31, 22, tzinfo=UTC))


def log(folder: Path, *lines: str, name: str = "calls.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def legs(path: Path) -> list[tuple]:
    recording = replay(path, BERLIN)
    return [
        tuple(leg[:-1])
        for piece in recording.between(-(2**62), 2**62)
        for leg in piece.readable(recording.directory)
    ]


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(CallLogError) as caught:
        replay(path, BERLIN)
    return caught.value.problems


def test_times_without_offset_are_wall_times_and_others_are_as_they_say(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        HEADER,
        CALL,
        CALL.replace("2021-01-04 09:12:58", "2021-07-04T09:12:58.25"),
        CALL.replace("2021-01-04 09:12:58", "2021-07-04T09:12:58+00:00"),
        CALL.replace("2021-01-04 09:12:58", "2021-07-04"),
    )
    assert [leg[0] for leg in legs(path)] == [
        datetime(2021, 1, 4, 8, 12, 58, tzinfo=UTC),
        datetime(2021, 7, 3, 22, tzinfo=UTC),
        datetime(2021, 7, 4, 7, 12, 58, 250_000, tzinfo=UTC),
        datetime(2021, 7, 4, 9, 12, 58, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HEADER, CALL),
        (HEADER.upper().replace("TALK SECONDS", "Talk_Time"), CALL),
        (HEADER.replace(",", ";"), CALL.replace(",", ";")),
        (HEADER.replace(",", "\t"), CALL.replace(",", "\t")),
        ("\ufeff" + HEADER, CALL),
        ("sep=;\r\n" + HEADER.replace(",", ";"), CALL.replace(",", ";") + "\r"),
        ("\nSEP = ;;;\n\n" + HEADER.replace(",", ";"), CALL.replace(",", ";")),
        (HEADER + ",", CALL + ","),
        (HEADER, CALL.replace("2021-01-04", "4.1.2021")),
        ("Note," + HEADER, '"two\nlines",' + CALL),
        ("\n" + HEADER, "\n" + CALL.replace("Anna", ' "Anna"') + "\n,,,,,,,"),
        ("Call Id," + HEADER + ",Notes", "ID1," + CALL + ",whatever"),
        (HEADER, "2021-01-04T08:12:58Z, 101 ,Anna,Support,IN,Ext,Y,0:01:01.5"),
        (
            "area,talk seconds,Display Name,Department,Call direction,Is answered?,Start time,Dn",
            "external,61.5,Anna,Support,incoming,TRUE,2021-01-04 09:12:58,101",
        ),
    ],
)
def test_columns_are_found_by_name_in_any_order_and_usual_words(
    tmp_path: Path, header: str, line: str
) -> None:
    start = datetime(2021, 1, 4, 8, 12, 58, tzinfo=UTC)
    path = log(tmp_path, header, line, "")
    assert legs(path) == [(start, "101", "inbound", "external", True, 61_500_000)]


def test_a_workbooks_typed_cells_are_read_as_they_are(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER.split(","))
    start = datetime(2021, 1, 4, 9, 12, 58)  # noqa: DTZ001 - a workbook knows no zones
    for answered, talk in (
        (True, time(0, 1, 1, 500_000)),
        ("yes", timedelta(hours=30)),
        (1, 61.5),
        (False, None),
        ("no", 0),
    ):
        sheet.append([start, 101, "Anna", "Support", "outbound", "internal", answered, talk])
    book.save(tmp_path / "calls.xlsx")
    found = legs(tmp_path / "calls.xlsx")
    assert {leg[:4] for leg in found} == {
        (datetime(2021, 1, 4, 8, 12, 58, tzinfo=UTC), "101", "outbound", "internal")
    }
    assert [leg[4:] for leg in found] == [
        (True, 61_500_000),
        (True, 108_000_000_000),
        (True, 61_500_000),
        (False, 0),
        (False, 0),
    ]


def test_an_extension_belongs_to_every_group_it_has_a_call_in(tmp_path: Path) -> None:
    path = log(
        tmp_path,
        HEADER,
        CALL,
        CALL.replace("Support", "Sales"),
        CALL.replace("101,Anna", "99,Bert"),
        CALL.replace("Anna", "Anna Maier"),
    )
    directory = replay(path, BERLIN).directory
    assert directory.extensions == (("99", "Bert"), ("101", "Anna Maier"))
    members = {group.number: group.members for group in directory.groups}
    assert members == {"Sales": (1,), "Support": (0, 1)}


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    header = HEADER.replace("area,", "").replace("talk seconds", "minutes")
    assert problems(log(tmp_path, header, CALL)) == (
        "column missing: area",
        "column missing: talk seconds",
    )
    assert len(problems(log(tmp_path, ""))) == 8


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (CALL.replace("2021-01-04", "01/04/2021"), "start '01/04/2021 09:12:58' is not a date"),
        (CALL.replace("101", ""), "extension is empty"),
        (CALL.replace("Anna", " "), "name is empty"),
        (CALL.replace("Support", ""), "group is empty"),
        (CALL.replace("inbound", "up"), "direction 'up' is neither outbound nor inbound"),
        (CALL.replace("external", "moon"), "area 'moon' is neither internal nor external"),
        (CALL.replace("yes", "perhaps"), "answered 'perhaps' is neither yes nor no"),
        (CALL.replace("61.5", "-1"), "talk seconds '-1' is neither seconds nor h:mm:ss"),
        (CALL.replace("61.5", "nan"), "talk seconds 'nan'"),
        (CALL.replace("61.5", "1e9"), "talk seconds '1e9'"),
        (CALL.replace("61.5", ""), "talk seconds is empty"),
        (CALL.replace("yes", "no"), "talk seconds '61.5' of a call that was not answered"),
        ("2021-01-04 09:12:58,101", "answered is empty"),
        (CALL.replace("Anna", '"Anna'), "a quote is not closed"),
        (CALL.replace("Anna", '"Anna" Maier'), "there is text after a closing quote"),
        (CALL.replace("Anna", "An\0na"), "there is a NUL character"),
        (CALL.replace("2021-01-04", "31.11.2021"), "start '31.11.2021 09:12:58' is not a date"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, wrong: str, words: str) -> None:
    (problem,) = problems(log(tmp_path, HEADER, CALL, "", wrong, CALL))
    assert problem.startswith("line 4: ")
    assert words in problem


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_of_a_megabyte_is_named_for_its_length(tmp_path: Path, quote: str) -> None:
    longer = CALL.replace("Anna", f"{quote}{'A' * 1_000_000}{quote}")
    assert problems(log(tmp_path, HEADER, CALL, longer)) == (
        "line 3: a cell is too long to be read",
    )


def test_an_open_quote_costs_no_line_but_its_own(tmp_path: Path) -> None:
    left_open = CALL.replace("Anna", '"Anna')
    closed = CALL.replace("Anna", '"Anna"')
    assert problems(log(tmp_path, HEADER, left_open, closed, CALL, left_open)) == (
        "line 2: a quote is not closed",
        "line 5: a quote is not closed",
    )
    note = "Note," + HEADER
    assert problems(log(tmp_path, note, f'"a,{CALL}', f'b",{CALL}')) == (
        "line 2: a quote is not closed",
    )


def test_a_quote_that_a_later_line_happens_to_close_is_noticed(tmp_path: Path) -> None:
    swallowing = (CALL.replace("Anna", '"Anna'), CALL.replace("Anna", 'Anna"'))
    (problem,) = problems(log(tmp_path, HEADER, *swallowing))
    assert problem == "line 2: name goes over several lines: is a quote not closed?"


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HEADER, CALL.replace("61.5", "61,5")),
        (f"{HEADER},,", CALL.replace("61.5", "61,5") + ","),
    ],
)
def test_a_cell_that_its_delimiter_tears_apart_is_named_and_not_cut(
    tmp_path: Path, header: str, line: str
) -> None:
    (message,) = problems(log(tmp_path, header, CALL, line))
    assert message.startswith("line 3: there are more cells than columns")


def test_cells_of_further_columns_and_appended_delimiters_are_left_alone(tmp_path: Path) -> None:
    path = log(tmp_path, f"{HEADER},note,", f"{CALL},good,,", CALL)
    assert len(legs(path)) == 2


def test_numbers_keep_the_zeros_they_are_shown_with(tmp_path: Path) -> None:
    (leg,) = legs(log(tmp_path, HEADER, CALL.replace("101", '="007"')))
    assert leg[1] == "007"
    book = Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(["2021-01-04 09:12:58", 7, *CALL.split(",")[2:]])
    book.active["B2"].number_format = "000"
    book.save(tmp_path / "calls.xlsx")
    (leg,) = legs(tmp_path / "calls.xlsx")
    assert leg[1] == "007"


def test_a_column_that_stands_there_twice_is_named(tmp_path: Path) -> None:
    assert problems(log(tmp_path, HEADER + ",Start", CALL)) == ("column twice: start",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    path = log(tmp_path, HEADER, CALL.replace("Anna", "Söhne"), encoding=encoding)
    assert replay(path, BERLIN).directory.extensions == (("101", "Söhne"),)


def test_all_bad_lines_are_named_up_to_a_limit(tmp_path: Path) -> None:
    bad = CALL.replace("inbound", "up")
    assert len(problems(log(tmp_path, HEADER, bad, CALL, bad, bad))) == 3
    many = problems(log(tmp_path, HEADER, *[bad] * 100))
    assert len(many) == 21
    assert many[-1] == "further lines were not read"


def test_files_that_are_no_call_logs_are_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in problems(tmp_path / "absent.csv")[0]
    assert "cannot be opened" in problems(tmp_path)[0]
    assert "UTF-8" in problems(log(tmp_path, HEADER, CALL + "\xe4", encoding="latin-1"))[0]
    assert problems(log(tmp_path, '"start' + HEADER, CALL)) == ("line 1: a quote is not closed",)
    assert "no readable table" in problems(log(tmp_path, "no zip", name="calls.xlsx"))[0]


@pytest.mark.parametrize(
    ("part", "content"),
    [("xl/workbook.xml", b"<a"), ("xl/worksheets/sheet1.xml", b"<a"), ("xl/workbook.xml", None)],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, part: str, content: bytes | None) -> None:
    book, whole, damaged = Workbook(), tmp_path / "whole.xlsx", tmp_path / "calls.xlsx"
    book.active.append(HEADER.split(","))
    book.save(whole)
    with ZipFile(whole) as source, ZipFile(damaged, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
            elif content is not None:
                target.writestr(name, content)
    assert problems(damaged)[0].startswith("is no readable table: ")


def test_a_workbook_whose_packed_bytes_are_changed_is_refused(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "calls.xlsx"
    book.active.append(HEADER.split(","))
    book.save(path)
    data = bytearray(path.read_bytes())
    first = data.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    data[first : first + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert problems(path)[0].startswith("is no readable table: ")


def test_a_log_without_calls_has_no_groups(tmp_path: Path) -> None:
    with running(Options(calls=log(tmp_path, HEADER))) as pbx, logged_in(pbx) as client:
        assert client.get("/xapi/v1/Groups").json()["value"] == []
        assert client.rows("Support", *Q1) == []


def test_the_groups_are_those_that_the_log_names_and_no_others(tmp_path: Path) -> None:
    path = log(tmp_path, HEADER, CALL, CALL, CALL.replace("101,Anna,Support", "102,Ben,Sales"))
    with running(Options(calls=path)) as pbx, logged_in(pbx) as client:
        listed = client.get("/xapi/v1/Groups?$select=Number,Name").json()["value"]
        rows = client.rows("Support", *Q1)
    named = sorted((group["Number"], group["Name"]) for group in listed)
    assert named == [("Sales", "Sales"), ("Support", "Support")]
    assert [(row["Dn"], row["InboundAnsweredCount"]) for row in rows] == [("101", 2)]
