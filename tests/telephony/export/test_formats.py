"""Every format writes the same rows, and equal contents have equal names."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pandas as pd
import pytest

from telephony.export.formats import Format
from telephony.export.source import Source
from telephony.frames.quality import Quality
from telephony.query.view import CallArea, Direction, View
from tests.support.processes import run
from tests.telephony.export.example_exports import SOURCE, export
from tests.telephony.frames.extension_frames import frame, november, row

PLAIN = (row("1", "Zoë", ia=3, it=12.5), row("2", "=1", iu=1, ot="unreadable"))


def name(form=Format.CSV, rows=PLAIN, **given) -> str:
    return export(frame(*rows), **given).identity(form)


@pytest.mark.parametrize(
    "given",
    [
        {"as_of": datetime(2026, 11, 23, 9, 15, 5, tzinfo=UTC)},
        {"source": replace(SOURCE, page="http://other/")},
        {"source": replace(SOURCE, version=None)},
        {"source": replace(SOURCE, demo=True)},
    ],
    ids=str,
)
def test_files_of_one_name_that_differ_differ_in_what_passes(given) -> None:
    one, other = export(frame(*PLAIN)), export(frame(*PLAIN), **given)
    assert one.changing_facts() != other.changing_facts()
    assert one.changing_facts() == export(frame(*PLAIN)).changing_facts()


@pytest.mark.parametrize("form", Format)
def test_a_file_of_the_same_is_the_same_file(form) -> None:
    assert form.write(export(frame(*PLAIN))) == form.write(export(frame(*PLAIN)))


@pytest.mark.parametrize("form", Format)
def test_the_name_stays_while_only_the_moment_the_host_and_the_version_change(form) -> None:
    later = {
        "as_of": datetime(2026, 11, 24, tzinfo=UTC),
        "source": Source(("Sales",), demo=False, version=None, page="http://other/"),
    }
    assert name(form, **later) == name(form)


@pytest.mark.parametrize(
    "given",
    [
        {"rows": PLAIN[:1]},
        {"rows": PLAIN[::-1]},
        {"rows": (row("1", "Zoë", ia=3, it="PT12.500001S"), PLAIN[1])},
        {"rows": (row("1", "Zoe", ia=3, it=12.5), PLAIN[1])},
        {"rows": (PLAIN[0], row("2", "=1", iu=1, ot=0))},
        {"query": november(area=CallArea.EXTERNAL)},
        {"query": november(("GRP0001",))},
        {"view": View(("GRP0000",), direction=Direction.INBOUND)},
        {"fields": ("extension", "calls")},
        {"quality": Quality(dropped_rows=1)},
        {"quality": Quality(pages=("The PBX sent a page twice.",))},
        {"form": Format.ABOUT_CSV},
        {"form": Format.JSON},
    ],
    ids=lambda given: next(iter(given)),
)
def test_the_name_changes_with_whatever_the_file_says(given) -> None:
    assert name(**given) != name()


@pytest.mark.slow
def test_the_name_is_the_same_in_another_process() -> None:
    """A hash of Python's own would differ between the two."""
    code = "from tests.telephony.export.test_formats import name\nprint(name(), hash('another'))"
    found = run((sys.executable, "-c", code))
    assert (found.returncode, found.stderr) == (0, "")
    its_name, its_hash = found.stdout.rsplit(maxsplit=1)
    assert its_hash != str(hash("another"))
    assert its_name == name()


@pytest.mark.parametrize("form", Format)
def test_the_same_export_is_the_same_bytes_and_another_moment_is_not(form) -> None:
    made = export(frame(*PLAIN))
    assert form.write(made) == form.write(made)
    later = export(frame(*PLAIN), as_of=datetime(2026, 11, 24, tzinfo=UTC))
    assert form.write(later) != form.write(made)


def test_formats_with_one_ending_begin_with_the_plain_one() -> None:
    assert [form for form in Format if form.suffix == "csv"] == [Format.CSV, Format.ABOUT_CSV]
    made = replace(export(frame(*PLAIN)), fields=("extension",))
    plain, told = Format.CSV.write(made), Format.ABOUT_CSV.write(made)
    assert told.endswith(plain.removeprefix(b"\xef\xbb\xbf"))
    assert told.startswith("\ufeff# The table begins below this and".encode())
    assert SOURCE.page not in plain.decode()


@pytest.mark.parametrize("form", Format)
def test_a_file_that_is_made_leaves_no_cells_in_memory(form) -> None:
    made = export(frame(*(row(str(number)) for number in range(500))))
    form.write(made)
    gc.collect()
    gc.disable()
    try:
        form.write(made)
        assert gc.collect() < len(made.rows)
    finally:
        gc.enable()


class CountedFrame(pd.DataFrame):
    """A frame that counts how often each of its columns is read."""

    read: ClassVar[Counter[str]] = Counter()

    def __getitem__(self, key: str) -> pd.Series:
        self.read[key] += 1
        return super().__getitem__(key)


@pytest.mark.parametrize("form", Format)
def test_each_row_is_read_once_for_the_name_and_the_file_together(form) -> None:
    made = export(frame(*PLAIN))
    counted = replace(made, rows=CountedFrame(made.rows))
    CountedFrame.read.clear()
    counted.identity(form)
    form.write(counted)
    assert set(CountedFrame.read.values()) == {1}
    assert set(CountedFrame.read) == set(made.layout.keys_of(made.fields))
