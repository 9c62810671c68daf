import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.host_check import LOOPBACK_NAMES, dropped_port, find_refusal

HOSTS = LOOPBACK_NAMES | {"calls.example.internal"}


def scope(*headers: tuple[str, str], path: str = "/", kind: str = "http") -> dict:
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": kind, "path": path, "headers": encoded}


def status(*headers: tuple[str, str], path: str = "/", kind: str = "http") -> int | None:
    refused = find_refusal(scope(*headers, path=path, kind=kind), HOSTS)
    return refused.status if refused else None


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LOCALHOST:8501",
        "localhost.:8501",
        "127.0.0.1:8501",
        "[::1]:8501",
        "calls.example.internal",
    ],
)
def test_the_server_answers_to_its_own_names_on_any_port(host, kind):
    assert status(("host", host), kind=kind) is None


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example#localhost",
        "evil@localhost",
        "localhost:80:80",
        "localhost:",
        "localhost/..",
        "local host",
        "",
        "127.0.0.2",
    ],
)
def test_any_other_name_is_refused(host, kind):
    assert status(("host", host), kind=kind) == 403


def test_a_request_without_a_host_or_with_two_is_refused():
    assert status() == 403
    assert status(("host", "localhost"), ("host", "localhost")) == 403


@given(st.text(st.characters(max_codepoint=255)))
def test_no_host_header_gets_in_that_does_not_begin_with_an_allowed_name(host):
    names = tuple(f"[{name}]" if ":" in name else name for name in HOSTS)
    assert status(("host", host)) == 403 or host.lower().startswith(names)


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:8501", None),
        ("HTTP://localhost:8501", 403),
        ("http://LOCALHOST:8501", None),
        ("http://localhost:3000", 403),
        ("http://127.0.0.1:8501", 403),
        ("http://evil.example", 403),
        ("http://localhost:8501.evil.example", 403),
        ("null", 403),
        ("file://", 403),
    ],
)
def test_only_our_own_pages_may_call_back(origin, expected, kind):
    assert status(("host", "localhost:8501"), ("origin", origin), kind=kind) == expected


def test_a_default_port_may_be_written_or_left_out():
    host = ("host", "calls.example.internal")
    assert status(host, ("origin", "https://calls.example.internal:443")) is None
    assert status(host, ("origin", "https://calls.example.internal")) is None
    written = ("host", "calls.example.internal:443")
    assert status(written, ("origin", "https://calls.example.internal")) is None
    assert status(written, ("origin", "https://calls.example.internal:8443")) == 403


def test_a_link_on_another_site_may_be_followed_but_not_loaded_from_there():
    host, foreign = ("host", "localhost"), ("sec-fetch-site", "cross-site")
    assert status(host, foreign, ("sec-fetch-mode", "navigate")) is None
    assert status(host, foreign, ("sec-fetch-mode", "no-cors")) == 403
    assert status(host, ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")) is None


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"],
)
def test_what_streamlit_tells_to_anybody_is_hidden(path):
    assert status(("host", "localhost"), path=path) == 404
    assert status(("host", "localhost"), path="/_stcore/health") is None


PROBE = [(), (("host", "10.2.3.4:8501"),), (("host", "localhost"), ("host", "evil.example"))]


@pytest.mark.parametrize("headers", PROBE, ids=str)
def test_a_probe_may_ask_for_health_by_any_address_or_none(headers):
    assert status(*headers, path="/healthz") is None
    assert status(*headers, path="/healthz/more") == 403


@pytest.mark.parametrize(
    ("host", "origin", "site", "expected"),
    [
        ("localhost", "https://localhost:8443", None, None),
        ("localhost", "https://localhost:8443", "same-origin", None),
        ("localhost", "https://localhost:8443", "same-site", 403),
        ("localhost", "https://localhost:8443", "cross-site", 403),
        ("localhost", "https://evil.example:8443", None, 403),
        ("localhost:8501", "https://localhost:8443", None, 403),
        ("localhost:8501", "https://localhost:8443", "same-origin", 403),
    ],
)
def test_a_port_that_a_proxy_dropped_is_no_other_site(host, origin, site, expected):
    headers = [("host", host), ("origin", origin)]
    headers += [("sec-fetch-site", site)] if site else []
    assert status(*headers, kind="websocket") == expected


@pytest.mark.parametrize(
    ("host", "origin", "lost"),
    [
        ("localhost", "https://localhost:8443", "localhost:8443"),
        ("localhost", "https://localhost", None),
        ("localhost", "http://localhost:80", None),
        ("localhost:8443", "https://localhost:8443", None),
    ],
)
def test_the_port_is_taken_from_the_origin_where_it_was_lost(host, origin, lost):
    assert dropped_port(scope(("host", host), ("origin", origin))) == lost


def test_what_is_hidden_is_hidden_under_a_path_as_well():
    ours = scope(("host", "localhost"), path="/calls/_stcore/metrics")
    assert find_refusal(ours, HOSTS, "/calls").status == 404
    assert find_refusal(scope(("host", "evil"), path="/calls/healthz"), HOSTS, "/calls") is None
