"""Pages over the wire: caps, limits, links, and lists that will not stand still."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony.xapi import paging
from telephony.xapi.errors import NotAnApiResponse, QueryRefused, TimedOut
from telephony.xapi.limits import Limits
from telephony.xapi.odata_options import ODataOptions
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import GROUPS, REPORT, QuickClock, on, report


def rows_of(total):
    return [{"Dn": str(number), "DisplayName": f"Name {number}"} for number in range(total)]


ROWS = rows_of(450)
TOP_REFUSED = (
    "The query specified in the URI is not valid. The limit of '100' for Top query has been "
    "exceeded. The value from the incoming request is '1000'."
)


def test_a_silent_cap_of_fifty_loses_no_row(pbx):
    pbx.script(REPORT, faults.listing(ROWS, cap=50, count=False))
    rows = on(pbx, report)
    assert rows.rows == ROWS
    assert rows.complete
    assert pbx.requests_to(REPORT) == 11  # each page begins with the last row of the one before


def test_a_count_saves_the_last_empty_page(pbx):
    pbx.script(REPORT, faults.listing(ROWS, cap=50))
    rows = on(pbx, report)
    assert rows.rows == ROWS
    assert [record.rows for record in rows.requests] == [50] * 9 + [9]


def test_a_whole_group_in_one_page_is_one_call(pbx):
    pbx.script(REPORT, faults.listing(ROWS))
    rows = on(pbx, report)
    assert (len(rows.rows), rows.count, len(rows.requests)) == (450, 450, 1)
    (record,) = rows.requests
    assert record.url.startswith(pbx.origin + REPORT)
    assert record.url.endswith("?$top=1000&$count=true")
    assert (record.method, record.status, record.rows) == ("GET", 200, 450)
    assert record.received_bytes > 10_000


def test_rows_that_change_once_are_read_again_and_are_then_whole(pbx):
    rows = list(ROWS)

    def insert(_):
        rows.insert(0, {"Dn": "new"})

    pbx.script(
        REPORT,
        faults.after(insert, faults.listing(ROWS, cap=200)),
        faults.listing(rows, cap=200),
    )
    read_again = on(pbx, report)
    assert read_again.rows == rows
    assert read_again.complete
    assert len(read_again.requests) == pbx.requests_to(REPORT) == 2 + 3


def test_rows_that_never_stand_still_are_said_to_change(pbx):
    rows = list(ROWS)
    pbx.script(REPORT, faults.after(lambda _: rows.pop(), faults.listing(rows, cap=100)))
    changing = on(pbx, report)
    assert not changing.complete
    assert changing.notes == (paging.CHANGED,)
    names = [row["Dn"] for row in changing.rows]
    assert len(names) == len(set(names))


def test_a_row_that_leaves_and_one_that_comes_between_two_pages_are_noticed(pbx):
    rows = list(ROWS)

    def replace(_):
        rows.pop(0)
        rows.append({"Dn": f"new {len(pbx.received)}"})

    pbx.script(REPORT, faults.after(replace, faults.listing(rows, cap=200)))
    always = on(pbx, report)
    assert (always.count, always.notes) == (450, (paging.CHANGED,))


@pytest.mark.parametrize("count", [True, False])
def test_a_pbx_that_ignores_skip_is_noticed(pbx, count):
    pbx.script(REPORT, faults.listing(ROWS, cap=50, count=count, ignore_skip=True))
    rows = on(pbx, report)
    assert rows.rows == ROWS[:50]
    assert not rows.complete
    assert rows.notes == (paging.STUCK,)
    assert pbx.requests_to(REPORT) == 4


def test_fewer_rows_than_announced_are_said_to_be_fewer(pbx):
    pbx.script(
        REPORT,
        *[faults.respond({"value": value, "@odata.count": 9}) for value in (ROWS[:5], [])] * 2,
    )
    rows = on(pbx, report)
    assert rows.rows == ROWS[:5]
    assert rows.notes == (paging.SHORT,)


def test_more_rows_than_announced_are_included_and_noted(pbx):
    pbx.script(REPORT, faults.respond({"value": ROWS[:5], "@odata.count": 3}))
    rows = on(pbx, report)
    assert rows.rows == ROWS[:5]
    assert rows.notes == (paging.LONG,)


def test_a_link_to_the_next_page_is_never_called(pbx):
    with FaultServer() as elsewhere:
        pbx.script(
            REPORT,
            faults.listing(ROWS, cap=200, next_link=f"{elsewhere.origin}{REPORT}?$skip=200"),
        )
        rows = on(pbx, report)
        assert elsewhere.received == []
    assert rows.rows == ROWS
    assert rows.complete
    assert pbx.requests_to(REPORT) == 4


ANNOUNCED = {
    "a link on an empty page": {"value": [], "@odata.nextLink": "?$skip=0"},
    "a link as OData 4.01 writes it": {"value": [], "@nextLink": "?$skip=0"},
    "a count": {"value": [], "@odata.count": 5},
    "a count as text": {"value": [], "@odata.count": "5"},
    "a count with a point": {"value": [], "@odata.count": 5.0},
    "a count as OData 4.01 writes it": {"value": [], "@count": 5},
}


@pytest.mark.parametrize("announcement", ANNOUNCED)
def test_rows_that_are_announced_and_do_not_come_are_never_no_calls(pbx, announcement):
    pbx.script(REPORT, faults.respond(ANNOUNCED[announcement]))
    assert not on(pbx, report).complete


def counting(count):
    """A list of 2,500 rows that announces ``count`` of the rows of each page."""
    rows = rows_of(2_500)

    async def fault(exchange):
        query = parse_qs(urlsplit(exchange.request.target.decode()).query)
        skip = int(query.get("$skip", ["0"])[0])
        page = rows[skip : skip + int(query["$top"][0])]
        await exchange.json({"value": page, "@odata.count": count(page)})

    return rows, fault


@pytest.mark.parametrize(
    "count",
    [len, lambda page: 0, lambda page: len(page) - 1, lambda page: 1_000],
    ids=["of the page", "of nothing", "one too few", "of the largest page"],
)
def test_a_count_that_is_too_small_loses_no_row_and_is_noticed(pbx, count):
    rows, fault = counting(count)
    pbx.script(REPORT, fault)
    received = on(pbx, report)
    assert received.rows == rows
    assert not received.complete


def test_a_list_that_ends_with_a_full_page_is_whole(pbx):
    pbx.script(REPORT, faults.listing(rows_of(1_000)))
    rows = on(pbx, report)
    assert (len(rows.rows), rows.complete, pbx.requests_to(REPORT)) == (1_000, True, 2)


@pytest.mark.parametrize("count", [None, -1, "many", True, [], 0.5])
def test_a_count_that_is_none_is_ignored(pbx, count):
    async def listing(exchange):
        value = {"value": ROWS[-1:] if b"skip=449" in exchange.request.target else ROWS}
        await exchange.json({**value, "@odata.count": count})

    pbx.script(REPORT, listing)
    rows = on(pbx, report)
    assert rows.rows == ROWS
    assert rows.count is None


def refusing_more_than(limit, rows):
    async def fault(exchange):
        top = int(exchange.request.target.decode().split("$top=")[1].split("&")[0])
        if top > limit:
            await faults.odata_error(
                TOP_REFUSED.replace("100", str(limit)).replace("1000", str(top))
            )(exchange)
        else:
            await faults.listing(rows)(exchange)

    return fault


def test_a_limit_that_the_pbx_names_is_used_and_remembered(pbx):
    pbx.script(REPORT, refusing_more_than(100, ROWS))

    async def twice(client):
        return await report(client), await report(client)

    first, second = on(pbx, twice)
    assert first.rows == second.rows == ROWS
    assert pbx.requests_to(REPORT) == 1 + 5 + 5
    assert first.complete
    assert second.complete


def test_a_limit_that_the_pbx_has_named_is_tried_beyond_after_an_hour(pbx):
    clock = QuickClock()
    pbx.granting.lifetime = 10**6
    pbx.script(REPORT, refusing_more_than(100, ROWS))

    async def an_hour_later(client):
        await report(client)
        clock.pass_by(3_599)
        before = pbx.requests_to(REPORT)
        await report(client)
        within = pbx.requests_to(REPORT) - before
        clock.pass_by(1)
        pbx.script(REPORT, faults.listing(ROWS))
        before = pbx.requests_to(REPORT)
        rows = await report(client)
        return within, rows, pbx.requests_to(REPORT) - before

    within, rows, later = on(pbx, an_hour_later, clock)
    assert within == 5
    assert rows.rows == ROWS
    assert later == 1


def test_a_limit_that_still_holds_costs_one_refusal_an_hour(pbx):
    clock = QuickClock()
    pbx.granting.lifetime = 10**6
    pbx.script(REPORT, refusing_more_than(100, ROWS))

    async def an_hour_later(client):
        await report(client)
        clock.pass_by(3_600)
        before = pbx.requests_to(REPORT)
        both = [await report(client) for _ in range(2)]
        return both, pbx.requests_to(REPORT) - before

    both, queries = on(pbx, an_hour_later, clock)
    assert [rows.rows for rows in both] == [ROWS, ROWS]
    assert queries == 1 + 5 + 5


@pytest.mark.parametrize("words", ["The limit of '0' for Top query", "The limit of '5000' for Top"])
def test_a_limit_that_makes_no_sense_is_a_refusal(pbx, words):
    pbx.script(REPORT, faults.odata_error(words))
    with pytest.raises(QueryRefused):
        on(pbx, report)
    assert pbx.requests_to(REPORT) == 1


def test_the_callers_top_may_span_pages(pbx):
    rows = rows_of(3_000)
    pbx.script(REPORT, faults.listing(rows))
    part = on(pbx, lambda client: report(client, ODataOptions(top=2_500, skip=300)))
    assert part.rows == rows[300:2_800]
    assert part.count == 3_000
    queries = [one.target.decode().partition("?")[2] for one in pbx.received[1:]]
    assert queries == [
        "$top=1000&$skip=300&$count=true",
        "$top=1000&$skip=1299&$count=true",
        "$top=502&$skip=2298&$count=true",
    ]


def test_a_caller_who_wants_no_count_sends_none(pbx):
    pbx.script(REPORT, faults.listing(ROWS))
    rows = on(pbx, lambda client: report(client, ODataOptions(top=5, count=False)))
    assert rows.rows == ROWS[:5]
    assert rows.count is None
    assert b"$count" not in pbx.received[-1].target


def test_a_selection_without_the_key_reads_it_and_leaves_it_out(pbx):
    pbx.script(REPORT, faults.listing([dict(row) for row in ROWS], cap=100))
    rows = on(pbx, lambda client: report(client, ODataOptions(select=("DisplayName",))))
    assert rows.rows == [{"DisplayName": row["DisplayName"]} for row in ROWS]
    assert pbx.received[-1].target.endswith(b"$select=DisplayName,Dn")


def test_pages_that_never_end_in_time_time_out(pbx):
    pbx.script(REPORT, faults.slow(0.05, faults.listing(ROWS, cap=1)))
    with pytest.raises(TimedOut):
        on(pbx, report, limits=Limits(read_seconds=0.3))


def test_a_page_that_fails_leaves_no_part_of_the_result(pbx):
    pbx.script(REPORT, faults.listing(ROWS, cap=200), faults.html())
    with pytest.raises(NotAnApiResponse):
        on(pbx, report)


def test_entity_sets_are_requested_a_hundred_at_a_time(pbx):
    groups = [{"Id": n, "Number": f"GRP{n:04}", "Name": f"Group {n}"} for n in range(250)]
    pbx.script(GROUPS, refusing_more_than(100, groups))
    assert len(on(pbx, lambda client: client.groups()).groups) == 250
    assert pbx.requests_to(GROUPS) == 3


@given(total=st.integers(0, 30), cap=st.integers(1, 8), count=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_list_in_any_pages_comes_whole_over_the_wire(lasting_pbx, total, cap, count):
    lasting_pbx.script(REPORT, faults.listing(rows_of(total), cap=cap, count=count))
    rows = on(lasting_pbx, report)
    assert rows.rows == rows_of(total)
    assert rows.complete


@pytest.mark.parametrize("row", [{"Id": 1, "number": "GRP0000"}, {"Id": 1, "Number": 7}])
def test_groups_of_which_none_has_a_number_are_no_empty_list(pbx, row):
    pbx.script(GROUPS, faults.listing([row, row | {"Id": 2}]))
    with pytest.raises(NotAnApiResponse) as raised:
        on(pbx, lambda client: client.groups())
    assert raised.value.pbx_message == "none of the 2 rows has a readable group number (Number)"


def test_a_pbx_that_has_only_favourites_has_no_group(pbx):
    pbx.script(GROUPS, faults.listing([{"Id": 1, "Number": "1", "Name": "___FAVORITES___"}]))
    assert on(pbx, lambda client: client.groups()).groups == ()


def test_the_notes_are_sentences_for_readers():
    notes = (paging.CHANGED, paging.REPEATED, paging.STUCK, paging.SHORT, paging.LONG, paging.CUT)
    assert notes == (
        "Rows changed while they were read: some may be missing.",
        "The PBX sent rows twice: some may be missing.",
        "The PBX sent the same rows repeatedly: only the first ones are included.",
        "The PBX sent fewer rows than it announced.",
        "The PBX sent more rows than it announced.",
        "The PBX announced more rows and sent none: some may be missing.",
    )
