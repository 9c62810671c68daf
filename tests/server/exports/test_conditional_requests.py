"""A client that polls gets 304 while nothing has changed, and only then."""

from datetime import UTC, datetime, timedelta

import pytest

from telephony.data_access.service import DataAccess
from telephony.formatting.http_dates import format_http_date
from tests.server.export_client import GROUPS, REPORT, ROWS, get_export
from tests.support import faults
from tests.telephony.xapi.client_harness import connection

SUFFIXES = ("csv", "json", "xlsx", "parquet")
TODAY = "group=GRP0000&range=today"
# longer than a running period is held
LATER_SECONDS = 3_600


def more(rows=ROWS):
    """The same report a call later."""
    return [{**rows[0], "InboundAnsweredCount": 3}, *rows[1:]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_etag_of_the_same_values_is_not_modified(ask, suffix):
    first = ask(TODAY, suffix)
    again = ask(TODAY, suffix, if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    for name in ("etag", "last-modified", "cache-control"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_date_of_the_values_is_not_modified(ask, suffix):
    first = ask(TODAY, suffix)
    again = ask(TODAY, suffix, if_modified_since=first.headers["last-modified"])
    assert again.status_code == 304


def test_values_that_are_requested_again_and_are_the_same_have_the_same_etag(ask, pbx, clock):
    first = ask(TODAY)
    clock.pass_by(LATER_SECONDS)
    again = ask(TODAY, if_none_match=first.headers["etag"])
    assert pbx.requests_to(REPORT) == 2
    assert again.status_code == 304
    assert again.headers["last-modified"] != first.headers["last-modified"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_one_call_more_is_another_tag_and_a_whole_file(ask, pbx, clock, suffix):
    first = ask(TODAY, suffix)
    pbx.script(REPORT, faults.listing(more()))
    clock.pass_by(LATER_SECONDS)
    again = ask(TODAY, suffix, if_none_match=first.headers["etag"])
    assert again.status_code == 200
    assert again.headers["etag"] != first.headers["etag"]
    assert again.content != first.content


def test_a_restart_changes_no_tag(ask, pbx, clock, installed):
    first = ask(TODAY)
    clock.pass_by(60)
    access = DataAccess(lambda: connection(pbx.origin), clock=clock)
    installed(access, clock)
    assert get_export(TODAY, if_none_match=first.headers["etag"]).status_code == 304
    access.close()


def test_every_other_question_and_format_has_another_tag(ask):
    queries = [TODAY, f"{TODAY}&about=lines", f"{TODAY}&search=zoe", f"{TODAY}&sort=extension"]
    queries += [f"{TODAY}&direction=inbound", f"{TODAY}&area=external", "group=GRP0000"]
    tags = [ask(query).headers["etag"] for query in queries]
    tags += [ask(TODAY, suffix).headers["etag"] for suffix in SUFFIXES[1:]]
    assert len(set(tags)) == len(tags)


def test_stale_values_are_not_modified_but_say_that_they_are_stale(ask, pbx, clock):
    first = ask(TODAY)
    pbx.script(REPORT, faults.html())
    clock.pass_by(LATER_SECONDS)
    again = ask(TODAY, if_modified_since=first.headers["last-modified"])
    assert again.status_code == 304
    assert again.headers["warning"].startswith("110 - ")


def test_a_failure_is_never_not_modified(ask, pbx):
    first = ask(TODAY)
    pbx.script(REPORT, faults.html())
    again = ask("group=GRP0000&range=yesterday", if_none_match=first.headers["etag"])
    assert again.status_code == 502
    assert "etag" not in again.headers


def test_the_date_of_several_groups_tells_nothing(ask, pbx, clock):
    """It is the oldest group's, and stays while the values of another group change."""
    groups = [{"Number": f"GRP000{n}", "Name": f"Group {n}", "Id": n} for n in (0, 1)]
    pbx.script(GROUPS, faults.listing(groups))
    both = f"{TODAY}&group=GRP0001"
    first = ask(both)
    again = ask(both, if_modified_since=first.headers["last-modified"])
    assert again.status_code == 200
    assert ask(both, if_none_match=first.headers["etag"]).status_code == 304


def test_a_date_beyond_any_calendar_gets_the_whole_file(ask):
    for date in (f"Mon, 23 Nov {'9' * 20} 09:15:04 GMT", f"Mon, 23 Nov 2026 09:15:04 +{'9' * 20}"):
        assert ask(TODAY, if_modified_since=date).status_code == 200


def test_after_midnight_a_rolling_range_is_modified_whatever_was_held(ask, clock):
    clock.at = datetime(2026, 11, 16, 22, 59, 40, tzinfo=UTC)
    yesterday = "group=GRP0000&range=yesterday"
    ask(TODAY)  # is yesterday in half a minute, and still held then
    copied = format_http_date(clock.now() + timedelta(seconds=10))
    clock.pass_by(30)
    again = ask(yesterday, if_modified_since=copied)
    assert again.status_code == 200
    assert again.headers["last-modified"] == "Mon, 16 Nov 2026 23:00:00 GMT"
