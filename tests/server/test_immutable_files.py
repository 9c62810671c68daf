"""Files whose address holds a hash of their content, over HTTP: the charts' library and scripts."""

import asyncio
import gzip
import hashlib
import re

import brotli
import httpx
import pytest

from components.shared import own_scripts
from server.immutable_files import ImmutableFiles
from telephony.charts import library
from tests.server.test_server_over_http import HEADERS, raw, script_address
from tests.support.plain_http import NOBODY_TRUSTED
from tests.support.processes import dashboard

# one for all requests: a client of its own costs each more than the request
CLIENT = httpx.Client(timeout=60, verify=NOBODY_TRUSTED)
ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(params=["the charts' library", "a script of Streamlit's"])
def address(request, demo_server):
    if request.param == "the charts' library":
        return f"{demo_server.url}/{library.PATH}"
    return script_address(demo_server.url)


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_the_library_is_sent_with_its_hint_under_its_own_hash(demo_server):
    answer = CLIENT.get(f"{demo_server.url}/{library.PATH}")
    hint, script = answer.text.split("\n", 1)
    assert hint.startswith("//")
    assert script == library.FILE.read_text(encoding="utf-8")
    digest = re.fullmatch(r"library/plotly-([0-9a-f]{16})\.min\.js", library.PATH)[1]
    assert hashlib.sha256(answer.content).hexdigest().startswith(digest)


def test_the_library_with_another_hash_is_not_there(demo_server):
    answer = CLIENT.get(f"{demo_server.url}/library/plotly-0123456789abcdef.min.js")
    assert "javascript" not in answer.headers["content-type"]
    assert "immutable" not in answer.headers["cache-control"]


def test_the_library_lies_below_the_base_path():
    with dashboard(environment={"STREAMLIT_SERVER_BASE_URL_PATH": "tools/calls"}) as server:
        found = CLIENT.get(f"{server.url}/{library.PATH}")
        beside = CLIENT.get(f"{server.url.removesuffix('/tools/calls')}/{library.PATH}")
    assert found.content == library.content()
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
    answer = CLIENT.request(method, address, headers=asked)
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
    plain = CLIENT.get(address, headers={"Accept-Encoding": "identity"}).content
    with CLIENT.stream("GET", address, headers=asked) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert int(answer.headers["content-length"]) == len(sent)
    assert UNPACK.get(encoding, bytes)(sent) == plain
    assert encoding is None or len(sent) < len(plain) / 2


def test_a_browser_on_this_machine_gets_the_plain_file(address):
    answer = CLIENT.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_file_cannot_be_written(demo_server, address, method):
    assert raw(demo_server.url, method, path_of(address)).status == 405


@pytest.mark.parametrize("encoding", UNPACK)
def test_what_an_opening_asks_for_is_compressed_before_anybody_asks(tmp_path, encoding):
    script = tmp_path / "script.js"
    script.write_text("let x = 1;\n" * 500)
    plain = script.read_bytes()

    async def opened_without_the_file():
        started = asyncio.Event()

        async def app(scope, receive, send):
            started.set()

        served = ImmutableFiles(app, {"a.js": script}, opening=["a.js"], ready=started.wait)
        await served({"type": "lifespan"}, None, None)
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
        script.unlink()
        transport = httpx.ASGITransport(served, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            asked = {"Accept-Encoding": encoding}
            async with client.stream("GET", "/a.js", headers=asked) as answer:
                return b"".join([part async for part in answer.aiter_raw()])

    assert UNPACK[encoding](asyncio.run(opened_without_the_file())) == plain


def test_our_own_scripts_are_there_before_a_page_has_drawn_them_and_cached_for_long():
    with dashboard() as server:
        for address, file in own_scripts.files().items():
            answer = CLIENT.get(f"{server.url}/{address}")
            assert answer.content == file.read_bytes()
            assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"


def test_a_file_that_could_not_be_read_is_read_again_at_the_next_request(tmp_path):
    file = tmp_path / "part.js"
    file.write_text("part")

    async def elsewhere(_scope, _receive, _send):
        raise AssertionError("an address of ours")

    async def ready():
        """At once."""

    app = ImmutableFiles(elsewhere, {"part.js": file}, ready=ready)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/part.js")

    async def twice() -> httpx.Response:
        file.unlink()
        with pytest.raises(FileNotFoundError):
            await asked()
        file.write_text("part")
        return await asked()

    assert asyncio.run(twice()).text == "part"
