"""A server whose database is down at its start serves values, and stores them once it is there."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import plain_http, postgres, stores
from tests.support.dashboard_settings import settings
from tests.support.processes import STREAMLIT, dashboard
from tests.support.stores import until

DAYS = "/export/days.csv?group=GRP0000&from=2026-03-02&to=2026-03-04"


def stored(database: str) -> int:
    with psycopg.connect(database) as connection:
        (table,) = connection.execute("SELECT to_regclass('bucket')").fetchone() or (None,)
        if table is None:
            return 0
        (count,) = connection.execute("SELECT count(*) FROM bucket").fetchone() or (0,)
        return int(count)


@pytest.mark.slow
def test_a_database_that_is_down_at_the_start_is_used_as_soon_as_it_is_there(
    postgres_server: str, tmp_path: Path
) -> None:
    with (
        running(Options(extensions=8)) as pbx,
        stores.new_database(postgres_server, "down_at_the_start") as database,
    ):
        environment = {
            **settings(pbx.base_url),
            "TELEPHONY_DATABASE_URL": database,
            "TELEPHONY_DATA_DIR": str(tmp_path),
        }
        with ExitStack() as thawed, ExitStack() as frozen:
            frozen.enter_context(postgres.frozen(postgres_server))
            server = thawed.enter_context(dashboard(STREAMLIT, environment))
            response = plain_http.get(f"{server.url}{DAYS}", timeout=60)
            assert response.status_code == 200
            assert response.text.count("\n") == 4
            unready = plain_http.get(f"{server.url}/readyz")
            assert unready.status_code == 503
            assert unready.json()["store"].startswith("not usable since the start")
            frozen.close()
            until(lambda: plain_http.get(f"{server.url}/readyz").status_code == 200)
            until(lambda: stored(database) == 3)
