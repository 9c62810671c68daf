"""What goes into the store comes out of it, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from telephony.data_access.store.bucket_values import Series, parse_quality
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.frames.quality import Quality
from tests.support.numbered_buckets import FETCHED, FIRST, SERIES, day, fetched_bucket, rows, same
from tests.support.processes import run
from tests.support.store_writers import ROWS
from tests.support.stores import Place

YEAR = (FIRST, FIRST + timedelta(days=400))
ROUNDS = 12  # of two kills each


def test_values_names_and_quality_are_read_as_they_were_saved(place: Place) -> None:
    with closing(place.open()) as store:
        saved = [fetched_bucket(number, store.extensions) for number in (5, 3, 4)]
        store.buckets.save(SERIES, saved)
    with closing(place.open()) as again:
        found = again.buckets.read(SERIES, *YEAR)
        expected = sorted(saved, key=lambda one: one.bucket)
        assert found.damaged == ()
        assert all(
            same(one, other, again.extensions, store.extensions)
            for one, other in zip(found.buckets, expected, strict=True)
        )


def test_an_empty_bucket_is_held_and_an_unknown_one_is_not(place: Place) -> None:
    with closing(place.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions, rows=0)])
        found = store.buckets.read(SERIES, *YEAR).buckets
        assert [(one.bucket, len(one.values.codes)) for one in found] == [(day(1), 0)]


def test_a_final_bucket_is_never_replaced_and_an_open_one_is(place: Place) -> None:
    with closing(place.open()) as store:
        for final in (False, True, True):
            later = fetched_bucket(
                1, store.extensions, final=final, salt=int(final), rows=3 + final
            )
            store.buckets.save(SERIES, [later])
            first = replace(later, fetched_at=FETCHED + timedelta(days=1), values=later.values)
        store.buckets.save(SERIES, [first, fetched_bucket(1, store.extensions, salt=9)])
        (found,) = store.buckets.read(SERIES, *YEAR).buckets
        assert rows(found, store.extensions) == rows(
            fetched_bucket(1, store.extensions, salt=1, rows=4), store.extensions
        )
        assert found.fetched_at == FETCHED
        assert store.buckets.find_final(SERIES, *YEAR) == {day(1)}


INCOMPLETE = (
    Quality(dropped_rows=1),
    Quality(unreadable_counts=1),
    Quality(unreadable_durations=2, cleaned_names=1),
    Quality(notes=("1 extension came twice with different figures.",)),
    Quality(pages=("Rows changed while they were read: some may be missing.",)),
)


@pytest.mark.parametrize("quality", INCOMPLETE)
def test_an_incomplete_bucket_that_an_earlier_version_stored_as_final_is_fetched_again(
    place: Place, quality: Quality
) -> None:
    with closing(place.open()) as store:
        store.buckets.save(
            SERIES,
            [
                replace(fetched_bucket(1, store.extensions), quality=quality),
                fetched_bucket(2, store.extensions),
            ],
        )
        assert store.buckets.find_final(SERIES, *YEAR) == {day(2)}
        first, second = store.buckets.read(SERIES, *YEAR).buckets
        assert (first.final, first.complete, first.quality) == (False, False, quality)
        assert (second.final, second.complete) == (True, True)
        repaired = fetched_bucket(1, store.extensions, salt=3)
        store.buckets.save(SERIES, [repaired])
        assert store.buckets.find_final(SERIES, *YEAR) == {day(1), day(2)}
        found = store.buckets.read(SERIES, *YEAR).buckets[0]
        assert rows(found, store.extensions) == rows(repaired, store.extensions)


def test_a_remark_is_not_stored_and_damages_nothing(place: Place) -> None:
    with closing(place.open()) as store:
        remarked = Quality(cleaned_names=1, remarks=("Worth knowing.",))
        for number, quality in enumerate((remarked, Quality(remarks=("Worth knowing.",)))):
            store.buckets.save(
                SERIES, [replace(fetched_bucket(number, store.extensions), quality=quality)]
            )
        found = store.buckets.read(SERIES, *YEAR)
        assert found.damaged == ()
        assert [one.quality for one in found.buckets] == [Quality(cleaned_names=1), Quality()]


def test_the_quality_that_an_earlier_version_wrote_is_read_and_written_alike() -> None:
    written = (
        '{"unreadable_durations": 0, "unreadable_counts": 2, "dropped_rows": 1, '
        '"cleaned_names": 3, "notes": ["as it was"], "told": ["by the pages"]}'
    )
    quality = parse_quality(written)
    assert quality == Quality(0, 2, 1, 3, ("as it was",), pages=("by the pages",))
    assert replace(fetched_bucket(1, ExtensionIndex()), quality=quality).quality_json == written


def test_each_pbx_group_and_call_area_has_its_own_buckets(place: Place) -> None:
    others = [Series("0" * 64, "GRP0000", 0), Series("f" * 64, "O'Neil", 0), replace(SERIES)]
    others[2] = Series("f" * 64, "GRP0000", 1)
    with closing(place.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
        assert [store.buckets.read(other, *YEAR).buckets for other in others] == [(), (), ()]


def test_the_view_reads_like_a_table(place: Place) -> None:
    with closing(place.open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(1, store.extensions), fetched_bucket(2, store.extensions)]
        )
        expected = sum(
            values[0]
            for one in store.buckets.read(SERIES, *YEAR).buckets
            for values in rows(one, store.extensions).values()
            if values[0] >= 0
        )
    address = f"sqlite:///{place.file}" if place.url is None else place.url
    engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        query = "SELECT local_start, SUM(inbound_answered) FROM history GROUP BY local_start"
        days = connection.execute(sa.text(query)).all()
    engine.dispose()
    assert sorted(start for start, _ in days) == [
        "2026-01-02T00:00+00:00",
        "2026-01-03T00:00+00:00",
    ]
    assert sum(int(total) for _, total in days) == expected


@pytest.mark.slow
def test_no_kill_of_two_writers_costs_a_stored_bucket_or_makes_a_wrong_one(place: Place) -> None:
    with closing(place.open()):
        pass
    writers = (sys.executable, "-m", "tests.support.store_writers", str(ROUNDS), str(place.folder))
    ended = run((*writers, place.url) if place.url else writers)
    assert (ended.returncode, ended.stderr) == (0, "")
    told = {int(line) for line in ended.stdout.split()}
    with closing(place.open()) as store:
        found = store.buckets.read(SERIES, *YEAR)
        assert found.damaged == ()
        held = {one.bucket for one in found.buckets}
        assert {day(number) for number in told} <= held
        assert len(told) > ROUNDS
        for one in found.buckets:
            expected = fetched_bucket((one.bucket.start - FIRST).days, store.extensions, rows=ROWS)
            assert same(one, expected, store.extensions, store.extensions)
    assert not [path for path in place.folder.glob("*") if ".bad-" in path.name]
