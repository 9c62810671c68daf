"""What goes over the wire, byte for byte: httpx must not rewrite what we encoded."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony.xapi.errors import NoSuchGroup, QueryRefused
from telephony.xapi.odata_options import ODataOptions
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import API_KEY, REPORT, on, report

FUNCTION = REPORT + "/Pbx.GetExtensionStatisticsByGroupData"
PERIOD = "periodFrom=2026-03-01T23:00:00Z,periodTo=2026-03-08T23:00:00Z,callArea=0"


@pytest.fixture
def pbx(pbx):
    """The scripted PBX, with a report of one row."""
    pbx.script(REPORT, faults.respond(faults.GOOD))
    return pbx


def target(pbx: FaultServer) -> str:
    return pbx.received[-1].target.decode("ascii")


@pytest.mark.parametrize(
    ("group", "literal"),
    [
        ("GRP0000", "'GRP0000'"),
        ("O'Neil", "'O''Neil'"),
        ("R&D 1/2", "'R%26D%201%2F2'"),
        ("50%", "'50%25'"),
        ("%2F", "'%252F'"),
        ("a+b?c#d", "'a%2Bb%3Fc%23d'"),
        ("Söhne語", "'S%C3%B6hne%E8%AA%9E'"),
        ("../../x", "'..%2F..%2Fx'"),
        ("x',callArea=1)", "'x''%2CcallArea%3D1%29'"),
    ],
)
def test_the_group_arrives_as_it_was_encoded(pbx, group, literal):
    on(pbx, lambda client: report(client, group=group))
    assert target(pbx) == f"{FUNCTION}(groupNumber={literal},{PERIOD})?$top=1000&$count=true"


def test_the_options_arrive_as_they_were_encoded(pbx):
    options = ODataOptions(
        top=5,
        skip=2,
        search="ü & co",
        filter="Dn eq '1+1'",
        select=("Dn", "DisplayName"),
        orderby=("Dn desc",),
        expand=("Members",),
    )
    on(pbx, lambda client: report(client, options))
    assert target(pbx).partition("?")[2] == (
        "$top=5&$skip=2&$search=%C3%BC%20%26%20co&$filter=Dn%20eq%20%271%2B1%27&$count=true"
        "&$select=Dn,DisplayName&$orderby=Dn%20desc&$expand=Members"
    )


@given(
    group=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20),
    words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_group_and_filter_reach_the_server_unchanged(lasting_pbx, group, words):
    on(lasting_pbx, lambda client: report(client, ODataOptions(filter=words), group))
    arrived = urlsplit(target(lasting_pbx))
    literal = (
        unquote(arrived.path).removeprefix(f"{FUNCTION}(groupNumber=").removesuffix(f",{PERIOD})")
    )
    assert literal == "'" + group.replace("'", "''") + "'"
    assert parse_qs(arrived.query, keep_blank_values=True)["$filter"] == [words]


@pytest.mark.parametrize("group", ["", "a\nb", "\x00", "\ud800", "x" * 101])
def test_a_text_that_can_be_no_number_never_leaves(pbx, group):
    with pytest.raises(NoSuchGroup):
        on(pbx, lambda client: report(client, group=group))
    assert pbx.received == []


def test_a_filter_without_bounds_is_refused_before_it_is_sent(pbx):
    with pytest.raises(QueryRefused, match="too long"):
        on(pbx, lambda client: report(client, ODataOptions(filter="x" * 100_000)))
    assert pbx.requests_to() == 0


def test_signing_in_sends_one_form_and_the_report_one_bearer(pbx):
    on(pbx, report)
    sign_in, queries = pbx.received
    assert (sign_in.method, sign_in.target) == ("POST", b"/connect/token")
    assert sign_in.headers["content-type"] == "application/x-www-form-urlencoded"
    assert sign_in.body.decode() == (
        f"client_id=app&client_secret={API_KEY}&grant_type=client_credentials"
    )
    assert "authorization" not in sign_in.headers
    assert queries.headers["authorization"].startswith("Bearer ey")
    assert queries.headers["accept-encoding"] == "gzip, deflate"
    assert queries.headers["accept"] == "application/json"


def test_a_cookie_of_the_pbx_is_not_sent_back(pbx):
    pbx.script(REPORT, faults.respond(faults.GOOD, set_cookie="session=1; Path=/"))

    async def twice(client):
        await report(client)
        await report(client)

    on(pbx, twice)
    assert "cookie" not in pbx.received[-1].headers
