"""The variables that name a proxy: read like any setting, or refused by name."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from telephony.settings import addresses, proxies
from telephony.settings.load import SettingsError, load_settings
from telephony.xapi.clock import SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.limits import Limits
from telephony.xapi.transport import Transport

CANARY = "canary"
PBX = {
    "THREECX_URL": "https://pbx.example.com:5001",
    "THREECX_CLIENT_ID": "app",
    "THREECX_API_KEY": "x" * 20,
}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://proxy:3128", "http://proxy:3128"),
        ("proxy:3128", "http://proxy:3128"),
        (" http://proxy/ ", "http://proxy:80"),
        ("https://proxy", "https://proxy:443"),
        ("socks5://proxy", "socks5://proxy:1080"),
        ("socks5h://[::1]:9", "socks5h://[::1]:9"),
        ("socks://proxy:1", "socks5://proxy:1"),
        ("http://u:p%40@proxy:1", "http://u:p%40@proxy:1"),
    ],
)
def test_an_address_is_read_as_it_is_meant(text, address):
    assert proxies.parse_proxy_address(text) == address


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"])
@pytest.mark.parametrize(
    "value",
    [
        f"socks4://u:{CANARY}@proxy:1080",
        f"ftp://u:{CANARY}@proxy",
        f"http://u:{CANARY}@proxy:port",
        f"http://u:{CANARY}@proxy:99999",
        f"http://u:{CANARY}@",
        f"http://u:{CANARY}#x@proxy:3128",
        f"http://u:{CANARY}@proxy:3128/path?x",
        f"http://u:{CANARY} x@proxy:3128",
        f"http://ü:{CANARY}@proxy:3128",
        f"http://u:{CANARY}@[::1",
        f"://{CANARY}",
        f"http://u:{CANARY}@proxy:",
        f"http://u:{CANARY}@10.0.0.256:3128",
        f"http://u:{CANARY}@proxy,other:3128",
        f"http://u:{CANARY}@[v1.a]:1",
        f"http://u:{CANARY}@[proxy]:1",
        f"http://u:{CANARY}@[10.0.0.1]:1",
        f"http://u:{CANARY}@[]:1",
        f"http://u:{CANARY}@[::1]]:1",
        f"http://u:{CANARY}@[[::1]]:1",
        f"http://u:{CANARY}@[::1]x:1",
        f"http://u:{CANARY}@x[::1]:1",
        f"http://u:{CANARY}@[::1]1",
        f"http://u:{CANARY}@::1",
        f"http://u:{CANARY}@[fe80::1%eth0]:1",
        f"http://u:{CANARY}@[fe80::1%25eth0]:1",
        f"http://u:{CANARY}@:1",
        f"http://u:{CANARY}@proxy:0",
        f"http://u:{CANARY}@proxy:65536",
    ],
)
def test_an_address_that_cannot_be_used_stops_the_start_and_is_not_shown(name, value):
    with pytest.raises(SettingsError) as caught:
        load_settings(PBX | {name: value}, None)
    assert str(caught.value).startswith(name.upper() + " ")
    assert "socks5://" in str(caught.value)
    assert CANARY not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        "[::1",
        "exa mple.com;x",
        "http://",
        "pbx:port",
        "ex$mple",
        "::1]:80",
        "[v1.a]",
        "[pbx]:1",
        "[10.0.0.1]:1",
        "[::1]x:1",
        "pbx:0",
        "pbx:65536",
        "10.0.0.1-10.0.0.9",
        "10.0.0",
        "192.168.",
        "10.0.0.256",
        ".10.0.0.300",
    ],
)
def test_an_exception_that_cannot_be_read_stops_the_start(value):
    with pytest.raises(SettingsError, match=r"^NO_PROXY contains .*10\.0\.0\.0/8"):
        load_settings(PBX | {"NO_PROXY": value}, None)


@pytest.mark.parametrize(
    ("entries", "origin", "excepted"),
    [
        ("*", "https://pbx.example.com", True),
        ("example.com", "https://pbx.example.com", True),
        ("example.com", "https://example.com", True),
        ("example.com", "https://badexample.com", False),
        (".example.com", "https://pbx.example.com:5001", True),
        ("*.example.com", "https://pbx.example.com", True),
        ("EXAMPLE.com", "https://pbx.example.com", True),
        ("a.org,example.com", "https://pbx.example.com", True),
        ("a.org example.com", "https://pbx.example.com", True),
        ("a.org, ,", "https://pbx.example.com", False),
        ("pbx.example.com:5001", "https://pbx.example.com:5001", True),
        ("pbx.example.com:443", "https://pbx.example.com", True),
        ("pbx.example.com:5001", "https://pbx.example.com", False),
        ("https://pbx.example.com", "https://pbx.example.com", True),
        ("10.0.0.5", "https://10.0.0.5:5001", True),
        ("10.0.0.0/8", "https://10.9.8.7", True),
        ("10.0.0.0/8", "https://11.9.8.7", False),
        ("10.0.0.5:5001", "https://10.0.0.5:5001", True),
        ("10.0.0.5", "https://110.0.0.5", False),
        ("fd00::/8", "https://[fd00::5]:5001", True),
        ("fd00::5", "https://[fd00::5]:5001", True),
        ("[fd00::5]:5001", "https://[fd00::5]:5001", True),
        ("[fd00::5]:1", "https://[fd00::5]:5001", False),
        ("example.com.", "https://pbx.example.com", True),
    ],
)
def test_exceptions_mean_what_they_mean_to_other_programs(entries, origin, excepted):
    assert proxies.is_excepted(origin, proxies.parse_exceptions(entries)) is excepted


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "pbx.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]",
     "::ffff:127.0.0.1", "0.0.0.0", "::"],  # noqa: S104  # asked about, not bound to
)  # fmt: skip
def test_this_machine_is_known_by_all_its_names(host):
    assert proxies.is_this_machine(host)


@pytest.mark.parametrize("host", ["pbx", "localhost.example.com", "10.0.0.1", "128.0.0.1", ""])
def test_other_machines_are_not_this_one(host):
    assert not proxies.is_this_machine(host)


def test_small_letters_go_before_capitals_and_https_before_all():
    env = {"ALL_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:1", "https_proxy": "http://c:1"}
    assert str(load_settings(PBX | env, None).proxy) == "http://c:1 (HTTPS_PROXY)"
    assert (
        str(load_settings(PBX | {"ALL_PROXY": "http://a:1"}, None).proxy)
        == "http://a:1 (ALL_PROXY)"
    )


def test_empty_variables_and_those_for_plain_http_name_no_proxy():
    env = {"ALL_PROXY": "", "HTTPS_PROXY": " ", "HTTP_PROXY": "nonsense://", "NO_PROXY": ""}
    assert load_settings(PBX | env, None).proxy is None


def test_the_demo_has_no_proxy():
    assert load_settings({"ALL_PROXY": "socks5://proxy:1080"}, None).proxy is None


def test_passwords_are_among_the_secrets_of_the_log():
    given = load_settings(PBX | {"ALL_PROXY": f"http://u:{CANARY}%40@p:1"}, None)
    assert {f"{CANARY}%40", f"{CANARY}@"} <= set(given.secrets)
    assert CANARY not in repr(given)
    assert CANARY not in str(given.proxy)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    for read in (proxies.parse_proxy_address, proxies.parse_exceptions):
        with suppress(ValueError):
            assert read(text) is not None


PROXY_PARTS = ["[", "]", ":", "@", "%", ".", "::1", "v1.a", "pbx", "0", "65536", "80", "/", "-"]


@given(st.lists(st.sampled_from(PROXY_PARTS), max_size=8).map("".join))
def test_what_passes_the_check_is_an_address_that_requests_can_use(text):
    with suppress(ValueError):
        address = SecretStr(proxies.parse_proxy_address(text))
        proxy = proxies.Proxy(address, "ALL_PROXY")
        connection = Connection("http://127.0.0.1:1", token=SecretStr("t"), proxy=proxy)
        try:
            Transport(connection, SystemClock(), Limits())
        except httpx.InvalidURL as error:
            pytest.fail(f"{text!r}: {error}")


@given(st.lists(st.sampled_from(PROXY_PARTS), max_size=8).map("".join))
def test_the_address_of_a_pbx_that_passes_the_check_can_be_connected_to(text):
    with suppress(ValueError):
        origin = addresses.parse_origin(text)
        try:
            Connection(origin, token=SecretStr("t"))
        except ValueError as error:
            pytest.fail(f"{text!r}: {error}")
