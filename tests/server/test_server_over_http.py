import http.client
import re
import socket
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.support import plain_http
from tests.support.session import Session

HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-request-id",
)
PATHS = {
    "/": 200,
    "/overview?group=GRP0000": 200,
    "/connection/": 301,
    "/no-such-page": 200,
    "/healthz": 200,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/_stcore/metrics": 404,
    "/_stcore/agent/openapi.json": 404,
    "/export/extensions.csv": 400,
    "/export/extensions.csv?group=nobody": 404,
    "/export": 200,
    "/openapi.json": 200,
    "/export/nothing.csv": 404,
    "/print/guessed": 404,
    "/favicon.png": 200,
    "/static/nothing.js": 200,
    "/media/nothing.csv": 404,
    "/component/nothing/index.html": 404,
    "/%2e%2e/%2e%2e/etc/passwd": 400,
    "//evil.example": 400,
    "/app/static/secrets.toml": 200,
}


def raw(url, method, path, **headers):
    """An answer to a path and headers that no HTTP library would send."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.text = answer.read().decode(errors="replace")
    return answer


def script_address(url):
    """Where Streamlit's main script is: its name changes with every release."""
    name = re.search(r'src="\./(static/js/index[^"]+)"', plain_http.get(url).text)[1]
    return f"{url}/{name}"


@pytest.mark.parametrize(("path", "status"), PATHS.items())
def test_every_answer_carries_the_security_headers(demo_server, path, status):
    answer = raw(demo_server.url, "GET", path)
    assert answer.status == status
    assert [name for name in HEADERS if len(answer.headers.get_all(name, [])) != 1] == []
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "access-control-allow-origin" not in answer.headers


def test_scripts_and_refused_methods_carry_them_too(demo_server):
    script = script_address(demo_server.url)
    for answer in (
        plain_http.get(script),
        plain_http.head(script),
        plain_http.post(f"{demo_server.url}/healthz"),
        plain_http.put(f"{demo_server.url}/_stcore/upload_file/a/b"),
        plain_http.options(f"{demo_server.url}/_stcore/health"),
        plain_http.request("PROPFIND", f"{demo_server.url}/export/extensions.csv"),
    ):
        assert [name for name in HEADERS if name not in answer.headers] == []


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS", "GET"])
def test_nobody_can_leave_a_file_with_the_server(demo_server, method):
    with Session(demo_server.url) as session:
        (begun,) = (m.new_session for m in session.run() if m.WhichOneof("type") == "new_session")
        path = f"/_stcore/upload_file/{begun.initialize.session_id}/1"
        answer = plain_http.request(method, f"{demo_server.url}{path}", timeout=60)
    assert answer.status_code == 404
    assert answer.text == "Not found.\n"


@pytest.mark.parametrize("path", ["/", "/export/extensions.csv", "/static/x.js"])
@pytest.mark.parametrize(
    "evil",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    ],
    ids=str,
)
def test_a_foreign_name_or_site_is_refused_everywhere(demo_server, path, evil):
    answer = raw(demo_server.url, "GET", path, **evil)
    assert answer.status == 403
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "evil",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://localhost"}],
    ids=str,
)
def test_no_session_opens_for_a_foreign_name_or_site(demo_server, evil):
    address = urlsplit(demo_server.url).netloc
    with pytest.raises(InvalidStatus) as refused:
        raw_websocket(address, evil)
    answer = refused.value.response
    assert answer.status_code == 403
    assert [name for name in HEADERS if name not in answer.headers] == []


def raw_websocket(address, headers):
    uri = f"ws://{headers.get('Host', address)}/_stcore/stream"
    host, port = address.split(":")
    sock = socket.create_connection((host, int(port)))
    with connect(uri, sock=sock, origin=headers.get("Origin")):
        pass


def test_a_session_opens_for_our_own_page(demo_server):
    address = urlsplit(demo_server.url).netloc
    with connect(f"ws://{address}/_stcore/stream", origin=demo_server.url) as accepted:
        assert [name for name in HEADERS if name not in accepted.response.headers] == []
    with Session(demo_server.url) as session:
        assert session.run()[-1].script_finished == 0


@pytest.mark.parametrize(
    "path",
    [
        *(
            "..",
            "../trends",
            "%2e%2e/x.csv",
            "%00",
            "days.csv%00",
            "a/b",
            "a%20b.csv",
            "%c3%bc.csv",
        ),
        *("%ff", "%5c%5cserver", "/days.csv", "days.csv/", "days.csv.", "C:/days.csv", "x" * 9000),
    ],
)
def test_whatever_is_no_export_gets_the_list_of_exports(demo_server, path):
    answer = raw(demo_server.url, "GET", f"/export/{path}")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "/export/extensions.csv\n" in answer.text


@pytest.mark.parametrize("path", ["/export", "/export/"])
def test_the_exports_are_listed(demo_server, path):
    answer = raw(demo_server.url, "GET", path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    words, *listed = answer.text.splitlines()
    assert "/openapi.json" in words
    assert "/export/hours.parquet" in listed
    described = plain_http.get(f"{demo_server.url}/openapi.json").json()
    assert listed == list(described["paths"])
    assert raw(demo_server.url, "HEAD", path).status == 200
    assert raw(demo_server.url, "POST", path).status == 405


def test_each_address_that_is_listed_exists_and_says_what_is_missing_if_anything(demo_server):
    listed = raw(demo_server.url, "GET", "/export").text.splitlines()[1:]
    answers = [raw(demo_server.url, "GET", line) for line in listed]
    assert {one.text.split()[0] for one in answers if one.status != 200} == {"group:"}


@pytest.mark.parametrize(
    "path",
    ["/export/extensions", "/export/extensions.csv/", "/export/a/b.csv", "/export//"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_address_that_is_no_export_is_answered_with_those_that_are(demo_server, path, method):
    answer = raw(demo_server.url, method, path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    listed = raw(demo_server.url, "GET", "/export").text.splitlines()[1:]
    assert answer.text.splitlines()[1:] == ([] if method == "HEAD" else listed)


@pytest.mark.parametrize("path", ["/export", "/openapi.json", "/print/guessed"])
def test_what_stands_beside_the_exports_is_read_and_not_kept(demo_server, path):
    for method in ("GET", "HEAD"):
        answer = raw(demo_server.url, method, path)
        assert answer.status in {200, 404}
        assert answer.headers["Cache-Control"] == "no-store"
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert raw(demo_server.url, method, path).status == 405


def test_a_session_opens_where_a_proxy_drops_the_port_from_the_host(demo_server):
    host, port = urlsplit(demo_server.url).netloc.split(":")
    sock = socket.create_connection((host, int(port)))
    origin = "https://localhost:8443"
    with connect("ws://localhost/_stcore/stream", sock=sock, origin=origin) as session:
        assert session.response.status_code == 101
    assert "proxy_set_header Host $http_host" in demo_server.log()


@pytest.mark.parametrize(
    ("frame", "code"),
    [("hello", 1003), ("", 1003), (b"\xff", 1002), (b"\x5a" * 1000, 1002), (b"\x0a\xff", 1002)],
)
def test_a_frame_that_is_no_message_ends_its_session_without_a_traceback(demo_server, frame, code):
    address = urlsplit(demo_server.url).netloc
    with connect(f"ws://{address}/_stcore/stream", origin=demo_server.url) as session:
        session.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            session.recv(timeout=60)
    assert closed.value.rcvd.code == code
    assert "Traceback" not in demo_server.log()


@pytest.mark.parametrize("path", ["/", "/trends", "/no-such-page", "/overview?group=GRP0000"])
def test_every_page_asks_browsers_not_to_translate_it(demo_server, path):
    page = plain_http.get(f"{demo_server.url}{path}", headers={"Accept-Encoding": "gzip"})
    assert '<html lang="en" translate="no" ' in page.text
    assert page.text.rstrip().endswith("</html>")
    assert plain_http.head(f"{demo_server.url}{path}").headers["content-length"] == str(
        len(page.content)
    )


def test_a_page_that_the_browser_holds_is_sent_anew_and_whole(demo_server):
    held = plain_http.get(demo_server.url).headers
    assert "etag" not in held
    asked = {"If-Modified-Since": "Wed, 25 Nov 2099 00:00:00 GMT", "Range": "bytes=0-10"}
    page = plain_http.get(demo_server.url, headers=asked)
    assert page.status_code == 200
    assert 'translate="no"' in page.text


def test_an_address_of_100_kilobytes_is_refused(demo_server):
    assert raw(demo_server.url, "GET", f"/?search={'x' * 100_000}").status == 400
    assert "Traceback" not in demo_server.log()
