"""A plain HTTP client of the demo PBX, independent of the dashboard's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import quote

import httpx

from demo_pbx.serving import RunningPbx
from tests.support.plain_http import NOBODY_TRUSTED

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup/"
WEEK = (datetime(2026, 11, 8, 23, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC))


def credentials(pbx: RunningPbx, **changed: str) -> dict[str, str]:
    return {
        "client_id": pbx.options.client_id,
        "client_secret": pbx.options.api_key,
        "grant_type": "client_credentials",
        **changed,
    }


def moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def report_path(
    group: str, start: datetime = WEEK[0], end: datetime = WEEK[1], area: object = 0
) -> str:
    literal = quote(group.replace("'", "''"), safe="'")
    return (
        f"{REPORT}Pbx.GetExtensionStatisticsByGroupData(groupNumber='{literal}',"
        f"periodFrom={moment(start)},periodTo={moment(end)},callArea={area})"
    )


class Client(httpx.Client):
    def report(
        self,
        group: str = "GRP0000",
        start: datetime = WEEK[0],
        end: datetime = WEEK[1],
        area: int = 0,
        **options: object,
    ) -> httpx.Response:
        params = {f"${name}": str(value) for name, value in options.items()}
        return self.get(report_path(group, start, end, area), params=params)

    def rows(self, *queries: object, **options: object) -> list[dict]:
        response = self.report(*queries, **options)
        assert response.status_code == 200, response.text
        return response.json()["value"]


@contextmanager
def logged_in(pbx: RunningPbx) -> Iterator[Client]:
    with Client(base_url=pbx.base_url, timeout=30, verify=NOBODY_TRUSTED) as client:
        answer = client.post("/connect/token", data=credentials(pbx)).json()
        client.headers["Authorization"] = f"Bearer {answer['access_token']}"
        yield client
