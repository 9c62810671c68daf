"""What was fetched is written, also when those who waited for it have gone."""

from __future__ import annotations

import asyncio
from contextlib import closing

from telephony.data_access.event_loop import cancel_tasks
from telephony.data_access.history.batch_writer import BatchWriter
from telephony.data_access.history.job_runner import JobRunner
from telephony.data_access.history.jobs import BucketKey, BucketResponse, FetchRequest, Job
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import SystemClock
from tests.support.numbered_buckets import FETCHED, SERIES, day, fetched_bucket
from tests.support.stores import IMPATIENT, Place, locked


def stored_days(place: Place) -> set[object]:
    with closing(place.open()) as store:
        return set(store.buckets.find_final(SERIES, day(0).start, day(9).end))


async def saved_by_nobody(store: HistoryStore, place: Place) -> None:
    """Two days are to be written, one after the other; then those who wait are cancelled."""
    writer = BatchWriter(store)
    with locked(place.file):
        waiting = []
        for number in range(2):
            bucket = fetched_bucket(number, store.extensions)
            waiting.append(asyncio.create_task(writer.save(SERIES, bucket, f"lease {number}")))
            await asyncio.sleep(0)  # so that the first is being written when the second comes
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        closing_down = asyncio.create_task(writer.aclose())
        await asyncio.sleep(0)
        assert not closing_down.done()
    await closing_down


def test_the_end_waits_until_all_that_was_fetched_is_written(tmp_path) -> None:
    place = Place(tmp_path, None)
    with closing(place.open()) as store:
        asyncio.run(saved_by_nobody(store, place))
        assert not store.buckets.pending_count
    assert stored_days(place) == {day(0), day(1)}


def test_the_end_of_a_writer_that_never_wrote_waits_for_nothing(tmp_path) -> None:
    with closing(Place(tmp_path, None).open()) as store:
        asyncio.run(BatchWriter(store).aclose())


def test_the_end_does_not_wait_for_a_store_that_cannot_write(tmp_path) -> None:
    place = Place(tmp_path, None)

    async def save(store: HistoryStore) -> None:
        writer = BatchWriter(store)
        saving = asyncio.create_task(writer.save(SERIES, fetched_bucket(0, store.extensions), "l"))
        await asyncio.sleep(0)
        saving.cancel()
        await writer.aclose()

    with closing(place.open(timeouts=IMPATIENT)) as store, locked(place.file):
        asyncio.run(asyncio.wait_for(save(store), 30))
        assert store.buckets.pending_count == 1
    assert stored_days(place) == {day(0)}


def test_the_end_of_all_jobs_waits_for_what_they_have_fetched(tmp_path) -> None:
    """The file is locked once the PBX has responded: one day is being written, the next waits."""
    place = Place(tmp_path, None)

    async def fetch_and_end(store: HistoryStore) -> None:
        may_respond = [asyncio.Event(), asyncio.Event()]
        requested, responded = (asyncio.Semaphore(0) for _ in range(2))

        async def fetch_bucket(key: BucketKey) -> BucketResponse:
            number = (key.bucket.start - day(0).start).days
            requested.release()
            await may_respond[number].wait()
            return BucketResponse(fetched_bucket(number, store.extensions), ())

        runner = JobRunner(fetch_bucket, store, SystemClock(), lambda _: responded.release())
        running = []
        for number in range(2):
            key = BucketKey(SERIES, day(number), "UTC")
            job = Job(key, FETCHED)
            job.join(FetchRequest([key], FETCHED, lambda *_: None))
            running.append(asyncio.create_task(runner.run(job)))
            await requested.acquire()
        with locked(place.file):
            for event in may_respond:
                event.set()
                await responded.acquire()
                await asyncio.sleep(0)  # the writer takes what there is
            await cancel_tasks(*running)
            ending = asyncio.create_task(runner.aclose())
            await asyncio.sleep(0)
        await ending

    with closing(place.open()) as store:
        asyncio.run(fetch_and_end(store))
        assert not store.buckets.pending_count
        assert store.count_leases("") == 0
    assert stored_days(place) == {day(0), day(1)}
