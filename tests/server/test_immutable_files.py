"""Files whose address holds a hash of their content, over HTTP: the charts' library and scripts."""

import gzip
import hashlib
import re

import brotli
import httpx
import pytest
from plotly import offline

from telephony.charts import library
from tests.server.test_server_over_http import HEADERS, raw, script_address
from tests.support.processes import dashboard

ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(params=["the charts' library", "a script of Streamlit's"])
def address(request, demo_server):
    if request.param == "the charts' library":
        return f"{demo_server.url}/{library.PATH}"
    return script_address(demo_server.url)


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_the_library_is_the_one_of_the_installed_plotly_under_its_own_hash(demo_server):
    answer = httpx.get(f"{demo_server.url}/{library.PATH}")
    assert answer.text == offline.get_plotlyjs()
    digest = re.fullmatch(r"library/plotly-([0-9a-f]{16})\.min\.js", library.PATH)[1]
    assert hashlib.sha256(answer.content).hexdigest().startswith(digest)


def test_the_library_with_another_hash_is_not_there(demo_server):
    answer = httpx.get(f"{demo_server.url}/library/plotly-0123456789abcdef.min.js")
    assert "javascript" not in answer.headers["content-type"]
    assert "immutable" not in answer.headers["cache-control"]


def test_the_library_lies_below_the_base_path():
    with dashboard(environment={"STREAMLIT_SERVER_BASE_URL_PATH": "tools/calls"}) as server:
        found = httpx.get(f"{server.url}/{library.PATH}")
        beside = httpx.get(f"{server.url.removesuffix('/tools/calls')}/{library.PATH}")
    assert len(found.content) == library.FILE.stat().st_size
    assert beside.status_code == 404


def test_a_foreign_host_name_gets_no_file(demo_server, address):
    answer = raw(demo_server.url, "GET", path_of(address), Host="evil.example")
    assert answer.status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", [None, *UNPACK])
def test_every_form_of_a_file_has_the_same_headers_of_type_and_keeping(
    demo_server, address, method, encoding
):
    asked = ELSEWHERE | {"Accept-Encoding": encoding or "identity"}
    answer = httpx.request(method, address, headers=asked)
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert [name for name in HEADERS if len(answer.headers.get_list(name)) != 1] == []


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.1, gzip", "br"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("br; q=0.000,gzip ; q=0", None),
        ("brown, gzipped, x-gzip2", None),
        ("zstd", None),
        ("", None),
    ],
)
def test_a_browser_elsewhere_gets_the_smallest_encoding_it_accepts(
    demo_server, address, accepted, encoding
):
    asked = ELSEWHERE | {"Accept-Encoding": accepted}
    plain = httpx.get(address, headers={"Accept-Encoding": "identity"}).content
    with httpx.stream("GET", address, headers=asked) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert int(answer.headers["content-length"]) == len(sent)
    assert UNPACK.get(encoding, bytes)(sent) == plain
    assert encoding is None or len(sent) < len(plain) / 2


def test_a_browser_on_this_machine_gets_the_plain_file(address):
    answer = httpx.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in answer.headers


def test_a_part_of_a_file_is_a_part_of_the_plain_one(demo_server, address):
    whole = httpx.get(address).content
    part = httpx.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_file_cannot_be_written(demo_server, address, method):
    assert raw(demo_server.url, method, path_of(address)).status == 405
