"""Fetches one bucket from the PBX."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from telephony.data_access.history.jobs import BucketKey, BucketResponse
from telephony.data_access.history.plan import is_final
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.reports.group_report import frame_report
from telephony.data_access.store.bucket_values import BucketValues, FetchedBucket
from telephony.data_access.store.extension_index import ExtensionIndex


class BucketSource:
    """The extension report of a PBX, bucket by bucket."""

    def __init__(self, context: PbxContext, index: ExtensionIndex) -> None:
        self._context = context
        self._index = index

    async def fetch(self, key: BucketKey) -> BucketResponse:
        """Request one bucket. Raises XapiError."""
        series, bucket, zone = key
        await self._context.directory.require(series.group)
        async with self._context.client.for_query() as client:
            fetched_at = self._context.clock.now()
            response = await client.extension_statistics(
                series.group, bucket.start, bucket.end, series.area_code
            )
        framed = frame_report(response, series.group)
        complete = framed.quality.complete
        fetched = FetchedBucket(
            bucket=bucket,
            local_start=bucket.start.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"),
            fetched_at=fetched_at,
            final=is_final(
                bucket.end, fetched_at, response.pbx_date, self._context.policy, complete=complete
            ),
            complete=complete,
            quality=framed.quality,
            values=BucketValues.of(framed.frame, self._index),
            pbx_date=response.pbx_date,
        )
        return BucketResponse(fetched, response.requests)
