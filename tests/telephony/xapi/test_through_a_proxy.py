"""Requests that go through a proxy, and those that must not."""

import pytest
from cryptography.x509 import DNSName
from pydantic import SecretStr

from telephony.data_access.pbx.client import connection_of
from telephony.settings.load import load_settings
from telephony.xapi.errors import Unreachable
from tests.support import faults
from tests.support.certificates import make
from tests.support.fault_server import FaultServer, refused_port
from tests.support.proxy_server import ProxyServer
from tests.telephony.xapi.client_harness import REPORT, QuickClock, report, with_client

pytestmark = pytest.mark.slow

# A name that no resolver may know (RFC 2606): only the proxy can lead there.
PBX = "pbx.example"
PASSWORD = "canary:of@the proxy"
WRITTEN = "canary%3Aof%40the%20proxy"
KEYS = {"THREECX_CLIENT_ID": "app", "THREECX_API_KEY": "x" * 20}


@pytest.fixture
def pbx(tmp_path):
    """A PBX that knows itself as ``pbx.example``, and its authority's file."""
    own = make("pbx", hosts=(DNSName(PBX),))
    with FaultServer(own.write(tmp_path / "pbx.pem")) as server:
        server.script(REPORT, faults.respond(faults.GOOD))
        server.authority = tmp_path / "authority.pem"
        server.authority.write_bytes(own.pem)
        yield server


def settings(pbx: FaultServer, **env: str):
    """As from the environment."""
    given = {"THREECX_URL": f"https://{PBX}:5001", "THREECX_CA_FILE": str(pbx.authority)}
    return load_settings(KEYS | given | env, None)


def ask(pbx: FaultServer, **env: str):
    return with_client(report, connection_of(settings(pbx, **env)), QuickClock())


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("HTTPS_PROXY", "http://127.0.0.1:{port}"),
        ("https_proxy", "127.0.0.1:{port}"),
        ("ALL_PROXY", "http://127.0.0.1:{port}/"),
        ("ALL_PROXY", "socks5://127.0.0.1:{port}"),
        ("all_proxy", "socks5h://127.0.0.1:{port}"),
        ("ALL_PROXY", "socks://127.0.0.1:{port}/"),
        ("HTTPS_PROXY", "SOCKS5://127.0.0.1:{port}"),
    ],
)
def test_every_usual_proxy_leads_to_the_pbx(pbx, name, address):
    with ProxyServer(pbx.port) as proxy:
        assert ask(pbx, **{name: address.format(port=proxy.port)}).complete
    assert set(proxy.targets) == {f"{PBX}:5001"}


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_may_want_a_password(pbx, kind):
    with ProxyServer(pbx.port, credentials=f"ann:{PASSWORD}") as proxy:
        address = f"{kind}://ann:{WRITTEN}@127.0.0.1:{proxy.port}"
        assert ask(pbx, ALL_PROXY=address).complete


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_that_cannot_be_reached_is_named_without_its_password(pbx, kind):
    port = refused_port()
    with pytest.raises(Unreachable) as caught:
        ask(pbx, ALL_PROXY=f"{kind}://ann:{WRITTEN}@127.0.0.1:{port}")
    assert f"the proxy {kind}://127.0.0.1:{port} (ALL_PROXY)" in caught.value.headline
    assert "NO_PROXY" in caught.value.advice
    assert "canary" not in repr(vars(caught.value))


@pytest.mark.parametrize("refusal", ["403 Forbidden", "502 Bad Gateway", "503 Busy", "200"])
def test_a_proxy_that_does_not_let_through_is_named(pbx, refusal):
    """The last one lets through and leads nowhere."""
    to = refused_port() if refusal == "200" else pbx.port
    with (
        ProxyServer(to, refusal="" if refusal == "200" else refusal) as proxy,
        pytest.raises(Unreachable) as caught,
    ):
        ask(pbx, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}")
    assert f"http://127.0.0.1:{proxy.port} (HTTPS_PROXY)" in caught.value.headline
    assert len(proxy.targets) <= 3
    if refusal != "200":
        assert refusal in caught.value.pbx_message


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_wrong_password_of_the_proxy_counts_no_sign_in_and_shows_nowhere(pbx, kind):
    with ProxyServer(pbx.port, credentials="ann:right") as proxy:
        with pytest.raises(Unreachable) as caught:
            ask(pbx, ALL_PROXY=f"{kind}://ann:{WRITTEN}@127.0.0.1:{proxy.port}")
        assert pbx.grants == 0
    assert "canary" not in repr(vars(caught.value))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_pbx_on_this_machine_is_never_reached_through_a_proxy(pbx, host, name):
    given = settings(pbx, THREECX_URL=f"https://{host}:5001", **{name: "http://proxy.example:3128"})
    assert given.proxy is None
    assert connection_of(given).proxy is None


def test_a_name_of_this_machine_is_never_reached_through_a_proxy(pbx, monkeypatch):
    """As in the tables of the machine on which the PBX itself runs."""
    loopback = [(2, 1, 6, "", ("127.0.1.1", 0)), (10, 1, 6, "", ("::1", 0, 0, 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: loopback)
    assert connection_of(settings(pbx, ALL_PROXY="http://proxy.example:3128")).proxy is None


def test_a_pbx_elsewhere_goes_through_it(pbx):
    proxy = connection_of(settings(pbx, ALL_PROXY="http://proxy.example:3128")).proxy
    assert proxy is not None
    assert proxy.address == SecretStr("http://proxy.example:3128")


def test_no_proxy_leads_around_it(pbx):
    assert settings(pbx, ALL_PROXY="http://proxy.example:3128", NO_PROXY="example").proxy is None
