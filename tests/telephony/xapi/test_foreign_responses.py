"""Complete responses that are not from the 3CX API."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony.xapi.errors import NotAnApiResponse, XapiError
from telephony.xapi.records import Rows
from tests.support import faults
from tests.support.fault_server import (
    FaultServer,
)
from tests.telephony.xapi.client_harness import (
    REPORT,
    on,
    outcome,
    report,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_a_packing_that_was_not_offered_is_no_api_response(pbx, encoding):
    pbx.script(REPORT, faults.body(b"\x00\x01", content_encoding=encoding))
    with pytest.raises(NotAnApiResponse):
        on(pbx, report)
    assert pbx.requests_to(REPORT) == 1


NOT_ANSWERS = {
    "a page": faults.html(),
    "a redirect": faults.redirect("http://elsewhere.example/xapi/v1"),
    "nothing, said so": faults.status(204),
    "an empty body": faults.body(""),
    "an object without value": faults.respond({}),
    "a value that is no list": faults.respond({"value": None}),
    "an error beside no rows": faults.respond({"value": [], "error": {"message": "failed"}}),
    "an error as OData 3 names it": faults.respond({"value": [], "odata.error": {"code": ""}}),
    "an error as an annotation": faults.respond({"value": [], "@odata.error": {"code": ""}}),
    "an error in capitals": faults.respond({"value": [], "Error": "failed"}),
    "several errors": faults.respond({"value": [], "errors": ["failed"]}),
    "an error beside rows": faults.respond({"value": [{"Dn": "100"}], "error": "failed"}),
    "rows that are no objects": faults.respond({"value": [1, 2]}),
    "a bare list": faults.respond([{"Dn": "100"}]),
    "JSON without its type": faults.body('{"value": []}', content_type=None),
    "JSON called text": faults.body('{"value": []}', content_type="text/plain"),
    "broken JSON": faults.body('{"value": [}'),
    "not a number": faults.body('{"value": [{"Dn": "1", "Count": NaN}]}'),
    "an infinity": faults.body('{"value": [{"Dn": "1", "Count": 1e400}]}'),
    "a key twice": faults.body('{"value": [], "value": [{"Dn": "1"}]}'),
    "deep nesting": faults.body('{"value": ' + "[" * 5_000 + "]" * 5_000 + "}"),
    "a number of 5,000 digits": faults.body('{"value": [{"Count": ' + "9" * 5_000 + "}]}"),
    "half a character in UTF-8": faults.body(b'{"value": [{"Dn": "\xff"}]}'),
}


@pytest.mark.parametrize("thing", NOT_ANSWERS)
def test_what_is_no_api_response_is_called_so_and_never_empty(pbx, thing):
    pbx.script(REPORT, NOT_ANSWERS[thing])
    with pytest.raises(NotAnApiResponse) as caught:
        on(pbx, report)
    assert "sign in" not in caught.value.pbx_message
    assert pbx.requests_to(REPORT) == 1


def test_a_redirect_is_not_followed(pbx):
    with FaultServer() as elsewhere:
        pbx.script(REPORT, faults.redirect(f"{elsewhere.origin}/xapi/v1/Groups"))
        with pytest.raises(NotAnApiResponse):
            on(pbx, report)
        assert elsewhere.received == []


def test_a_name_with_half_a_character_costs_no_other_row(pbx):
    pbx.script(
        REPORT,
        faults.body(
            '{"value": [{"Dn": "1", "DisplayName": "\\ud800"}, {"Dn": "2"}], "@odata.count": 2}'
        ),
    )
    assert [row["Dn"] for row in on(pbx, report).rows] == ["1", "2"]


status_lines = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 100 Continue", b"HTTP/1.1 999 ?", b"ICY 200"]
) | st.integers(0, 1100).map(lambda code: b"HTTP/1.1 %d X" % code)


header_lines = st.lists(
    st.sampled_from(
        [
            b"content-type: application/json",
            b"content-type: \xff\xfe",
            b"content-length: 5",
            b"content-length: -1",
            b"transfer-encoding: chunked",
            b"content-encoding: gzip",
            b"content-encoding: deflate",
            b"retry-after: 99999999999999999999",
            b"retry-after: Sun, 06 Nov 1994 08:49:37 GMT",
            b"location: //[",
            b"date: never",
            b"x" * 200_000 + b": y",
        ]
    )
    | st.binary(max_size=20),
    max_size=5,
)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "error", "message", "details", "@odata.count", "Dn"]), inner
        )
    ),
    max_leaves=8,
)


bodies = json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60)


@given(status_line=status_lines, headers=header_lines, body=bodies)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_comes_back_is_rows_or_an_error_of_the_tree(
    lasting_pbx, status_line, headers, body
):
    data = b"\r\n".join([status_line, *headers, b"", body])
    lasting_pbx.script(REPORT, faults.raw(data))
    result = on(lasting_pbx, lambda client: outcome(report(client)))
    assert isinstance(result, Rows | XapiError)


@given(body=json_values)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_json_comes_back_is_rows_or_an_error_of_the_tree(lasting_pbx, body):
    lasting_pbx.script(REPORT, faults.respond(body), faults.respond({"value": []}))
    result = on(lasting_pbx, lambda client: outcome(report(client)))
    assert isinstance(result, Rows | XapiError)
