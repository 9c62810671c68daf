"""What /metrics says is what happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.gauges.page_runs import PAGE_RUNS, RunOutcome, counted
from server.nightly_collection import CollectionState
from server.readiness import Phase
from telephony.collect.collector import CollectResult
from telephony.counters.durations import BOUNDS
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.store.store import HistoryStore, open_store
from telephony.xapi.errors import XapiError
from tests.server.gauges.scraping import Samples, application, get, samples, value, with_people
from tests.support import faults, plain_http
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.numbered_buckets import SERIES, fetched_bucket
from tests.support.pages import dashboard_over
from tests.support.processes import Server
from tests.support.session import Session
from tests.support.signed_in import rule

NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)
GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
REQUESTS = "pbx_request_duration_seconds"
TODAY = "/export/extensions.csv?group=GRP0000&range=today"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Id": 1, "Number": "GRP0000", "Name": "Sales"}]))
        server.script(REPORT, faults.listing([{"Dn": "100", "DisplayName": "Ann"}]))
        yield server


@contextmanager
def served(pbx: FaultServer, store: HistoryStore | None = None) -> Iterator[PermittedAccess]:
    with dashboard_over(pbx, SetClock(NOON), store) as access:
        yield access


def scraped(app=None, **headers: str) -> Samples:
    response = get(app or application(), **headers)
    assert response.status_code == 200
    return samples(response.text)


def test_requests_are_there_by_kind_and_outcome_with_their_time(pbx: FaultServer) -> None:
    with served(pbx) as access:
        access.load_groups()
        found = scraped()
    of = {"kind": "Groups", "outcome": "ok"}
    assert value(found, "pbx_request_duration_seconds_count", **of) == 1
    assert value(found, "pbx_request_duration_seconds_bucket", le="+Inf", **of) == 1
    assert (
        value(found, "pbx_request_duration_seconds_bucket", le=BOUNDS[0], **of) == 1
    )  # by a still clock
    assert value(found, "pbx_request_duration_seconds_count", kind="sign-in", outcome="ok") == 1
    assert value(found, "pbx_last_ok_timestamp_seconds") == NOON.timestamp()
    assert value(found, "pbx_state", state="available") == 1
    assert value(found, "pbx_state", state="down") == 0
    assert value(found, "pbx_requests_in_flight") == 0
    assert value(found, "pbx_requests_limit") >= 1


def test_a_pbx_that_is_down_shows_in_its_state(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.reset)
    with served(pbx) as access:
        with pytest.raises(XapiError):
            access.load_groups()
        found = scraped()
    assert value(found, "pbx_state", state="down") == 1
    assert (
        value(found, "pbx_request_duration_seconds_count", kind="Groups", outcome="unreachable")
        == 3
    )


def test_exports_are_there_with_their_status_and_what_the_cache_saved(pbx: FaultServer) -> None:
    app = application()
    with served(pbx):
        assert get(app, TODAY).status_code == get(app, TODAY).status_code == 200
        assert get(app, "/export/extensions.csv").status_code == 400
        found = scraped(app)
    of = {"export": "extensions", "format": "csv"}
    assert value(found, "export_duration_seconds_count", status=200, **of) == 2
    assert value(found, "export_duration_seconds_count", status=400, **of) == 1
    assert value(found, "exports_running") == value(found, "exports_waiting") == 0
    assert value(found, "cache_lookups_total", cache="extensions", use="miss") == 1
    assert value(found, "cache_lookups_total", cache="extensions", use="hit") == 1
    left, most = value(found, "pbx_budget_left_requests"), value(found, "pbx_budget_requests")
    assert left < most


def test_the_store_is_there_with_its_size_and_its_failures(
    pbx: FaultServer, tmp_path: Path
) -> None:
    store = open_store(tmp_path)
    store.buckets.save(SERIES, [fetched_bucket(n, store.extensions, final=n > 0) for n in range(3)])
    with served(pbx, store):
        found = scraped()
    assert value(found, "store_buckets", final="yes") == 2
    assert value(found, "store_buckets", final="no") == 1
    assert value(found, "store_size_bytes") > 4096
    assert value(found, "store_usable", use="write") == 1
    assert value(found, "store_transactions_total", use="write", outcome="ok") >= 1
    assert value(found, "store_pending_buckets") == 0


def test_a_store_that_cannot_be_measured_leaves_out_its_size_and_nothing_else(
    pbx: FaultServer, tmp_path: Path
) -> None:
    (tmp_path / "history.sqlite").mkdir()
    with served(pbx, open_store(tmp_path)):
        found = scraped()
    assert value(found, "store_usable", use="read") == 0
    assert not [name for name, _ in found if "store_size" in name or "store_buckets" in name]
    assert value(found, "store_transactions_total", use="read", outcome="failed") >= 1


def test_the_collector_says_how_far_it_is(pbx: FaultServer) -> None:
    result = CollectResult(stored=7, fetched=5, failed=1, left=2)
    state = CollectionState(running=True, succeeded=False, ended=NOON, result=result)
    with served(pbx):
        found = scraped(application(collections={"": state}))
    assert value(found, "collector_running") == 1
    assert value(found, "collector_ok") == 0
    days = {
        name: value(found, "collector_days", state=name)
        for name in ("stored", "fetched", "failed", "left")
    }
    assert days == {"stored": 7, "fetched": 5, "failed": 1, "left": 2}
    assert value(found, "collector_last_end_timestamp_seconds") == NOON.timestamp()


def test_refusals_the_access_file_and_the_audit_are_there(pbx: FaultServer, tmp_path: Path) -> None:
    rules = tmp_path / "access.toml"
    rules.write_text(rule("anna", ["*"]))
    app, clock = application(), SetClock(NOON)
    with with_people(pbx, clock, open_store(tmp_path), rules):
        assert get(app, TODAY).status_code == 401
        found = scraped(app)
    assert value(found, "export_refusals_total", status=401) == 1
    assert value(found, "access_file_ok") == 1
    assert value(found, "access_file_reloads_total", outcome="failed") == 0
    assert value(found, "audit_entries_lost_total") == 0


def test_without_a_sign_in_there_is_no_access_file(pbx: FaultServer) -> None:
    with served(pbx):
        assert not [name for name, _ in scraped() if "access_file" in name]


def test_before_the_start_is_through_there_is_the_build_and_no_pbx() -> None:
    found = scraped(application(Phase.STARTING))
    names = {name for name, _ in found}
    assert "telephony_build_info" in names
    assert not [name for name in names if "pbx" in name or "store" in name]


def test_two_servers_in_one_process_count_their_own_exports(pbx: FaultServer) -> None:
    first, second = application(), application()
    with served(pbx):
        get(first, TODAY)
        one, other = scraped(first), scraped(second)
    of = {"export": "extensions", "format": "csv", "status": 200}
    assert value(one, "export_duration_seconds_count", **of) == 1
    assert not [name for name, _ in other if "export_duration" in name]


def test_each_name_begins_alike_and_no_label_names_a_group_or_the_pbx(
    pbx: FaultServer, tmp_path: Path
) -> None:
    app = application()
    with served(pbx, open_store(tmp_path)) as access:
        access.load_groups()
        get(app, TODAY)
        found = scraped(app)
    assert [name for name, _ in found if not name.startswith("telephony_")] == []
    labels = {text for _, pairs in found for _, text in pairs}
    assert not {
        label for label in labels if "GRP" in label or "Sales" in label or "127.0.0.1" in label
    }


def test_a_scraper_gets_the_form_that_it_accepts(pbx: FaultServer) -> None:
    with served(pbx):
        plain = get(application())
        open_metrics = get(application(), accept="application/openmetrics-text; version=1.0.0")
    assert plain.headers["content-type"].startswith("text/plain; version=")
    assert open_metrics.headers["content-type"].startswith("application/openmetrics-text")
    assert open_metrics.text.endswith("# EOF\n")
    assert plain.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, RunOutcome.DONE),
        (ValueError, RunOutcome.FAILED),
        (KeyboardInterrupt, RunOutcome.INTERRUPTED),  # no Exception, as Streamlit's own are not
    ],
)
def test_a_run_of_a_page_counts_by_how_it_ended(
    error: type[BaseException] | None, outcome: RunOutcome
) -> None:
    page = f"a page for {outcome}"
    with pytest.raises(error) if error else nullcontext(), counted(page):
        if error:
            raise error
    ends = {run.outcome: part.count for run, part in PAGE_RUNS.totals().items() if run.page == page}
    assert ends == {outcome: 1}


def test_a_served_dashboard_counts_its_sessions_and_page_runs(demo_server: Server) -> None:
    with Session(demo_server.url, query="group=GRP0000") as session:
        session.run()
        found = samples(plain_http.get(f"{demo_server.url}/metrics").text)
    assert value(found, "sessions") >= 1
    assert value(found, "page_run_duration_seconds_count", page="overview", outcome="done") >= 1
    assert value(found, "process_resident_memory_bytes") > 2**20
    assert (
        plain_http.get(f"{demo_server.url}/metrics", headers={"Host": "evil.example"}).status_code
        == 403
    )
