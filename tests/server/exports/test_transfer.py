"""How a file is transferred: GET, HEAD or another method, compressed or not."""

from __future__ import annotations

import gzip
import http.client
from urllib.parse import urlsplit

import pytest

from telephony.export.formats import Format
from tests.support import plain_http
from tests.support.processes import Server

DAY = "group=GRP0000&range=yesterday"
# Below 500 bytes nothing is packed: a day alone is less.
WEEK = "group=GRP0000&range=last_7_days"
TABLES = ("extensions", "days", "hours")
# of each response its own
PASSING = {"date", "x-request-id"}


def raw(server: Server, method: str, target: str, **headers: str) -> http.client.HTTPResponse:
    """An answer as it came: nothing unpacked, nothing added to the question."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    connection.request(method, target, headers=headers)
    return connection.getresponse()


def lasting(answer: http.client.HTTPResponse) -> dict[str, str]:
    return {
        name.lower(): value for name, value in answer.getheaders() if name.lower() not in PASSING
    }


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx", "parquet"])
@pytest.mark.parametrize("table", TABLES)
def test_the_head_is_that_of_the_file(demo_server: Server, table: str, suffix: str) -> None:
    target = f"/export/{table}.{suffix}?{DAY}"
    whole, head = (raw(demo_server, method, target) for method in ("GET", "HEAD"))
    body = whole.read()
    assert head.status == whole.status == 200
    assert lasting(head) == lasting(whole)
    assert int(lasting(head)["content-length"]) == len(body) > 0
    assert head.read() == b""


@pytest.mark.parametrize("target", ["/export/days.csv", "/export/days.csv?group=nobody"])
def test_the_head_of_what_is_wrong_is_the_same_too(demo_server: Server, target: str) -> None:
    whole, head = (raw(demo_server, method, target) for method in ("GET", "HEAD"))
    assert head.status == whole.status >= 400
    assert lasting(head) == lasting(whole)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_an_export(demo_server: Server, method: str) -> None:
    answer = plain_http.request(
        method, f"{demo_server.url}/export/days.csv?{DAY}", content=b"x" * 10
    )
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("table", TABLES)
def test_a_packed_file_is_the_same_file(demo_server: Server, table: str) -> None:
    target = f"/export/{table}.json?{DAY}"
    plain = raw(demo_server, "GET", target)
    packed = raw(demo_server, "GET", target, **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert packed.headers["etag"] == plain.headers["etag"]
    assert gzip.decompress(packed.read()) == plain.read()


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("table", TABLES)
def test_text_is_packed_and_a_file_that_is_packed_already_is_not(
    demo_server: Server, table: str, method: str, form: Format
) -> None:
    about = "&about=lines" if form is Format.ABOUT_CSV else ""
    target = f"/export/{table}.{form.suffix}?{WEEK}{about}"
    answer = raw(demo_server, method, target, **{"Accept-Encoding": "gzip, deflate, br"})
    packed = None if form in {Format.XLSX, Format.PARQUET} else "gzip"
    assert (answer.status, answer.headers["content-encoding"]) == (200, packed)
    body = answer.read()
    if method == "GET":
        beginning = {"xlsx": b"PK", "parquet": b"PAR1"}.get(form.suffix, b"\x1f\x8b")
        assert body.startswith(beginning)
        assert len(body) == int(answer.headers["content-length"])


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_client_that_has_the_file_is_told_so_however_it_takes_it(
    demo_server: Server, encoding: str
) -> None:
    target = f"/export/extensions.json?{DAY}"
    tag = raw(demo_server, "GET", target).headers["etag"]
    for method in ("GET", "HEAD"):
        again = raw(
            demo_server, method, target, **{"Accept-Encoding": encoding, "If-None-Match": tag}
        )
        assert again.status == 304
        assert again.read() == b""
        assert again.headers["etag"] == tag
