"""TLS: who may be believed to be the PBX."""

import asyncio
import os
import ssl
from ipaddress import ip_address

import certifi
import pytest
from cryptography.x509 import DNSName, IPAddress

from telephony.xapi.certificates import trusted_authorities
from telephony.xapi.errors import Unreachable
from telephony.xapi.setup_problems import CertificateProblem
from tests.support import faults
from tests.support.background_server import LOOPBACK
from tests.support.certificates import DAY, make
from tests.support.fault_server import (
    CERTIFICATES,
    FaultServer,
    refused_port,
)
from tests.telephony.xapi.client_harness import (
    REPORT,
    QuickClock,
    connection,
    report,
    with_client,
)


def refused(certificate, ca_file=None):
    """How a PBX with this certificate is refused; it must get no request, and no retry."""
    clock = QuickClock()
    with FaultServer(certificate) as pbx, pytest.raises(CertificateProblem) as caught:
        with_client(report, connection(pbx.origin, ca_file=ca_file), clock)
    assert clock.slept == []
    assert pbx.received == []
    return caught.value


@pytest.fixture
def authority(tmp_path):
    """An authority of one's own, and the file that names it."""
    root = make("Own authority", authority=True)
    file = tmp_path / "root.pem"
    file.write_bytes(root.pem)
    return root, file


def test_an_expired_certificate_is_to_be_renewed(authority, tmp_path):
    root, ca_file = authority
    pem = make("pbx", root, valid=(-9 * DAY, -DAY)).write(tmp_path / "pbx.pem")
    problem = refused(pem, ca_file)
    assert problem.headline == "The certificate of the PBX has expired."
    assert "Renew it" in problem.advice
    assert "10:32 UTC on 16 Nov 2026" in problem.advice  # the clock may be what is wrong
    assert "expired" in problem.pbx_message


def test_a_certificate_of_the_future_points_at_the_clock(authority, tmp_path):
    root, ca_file = authority
    pem = make("pbx", root, valid=(DAY, 2 * DAY)).write(tmp_path / "pbx.pem")
    problem = refused(pem, ca_file)
    assert problem.headline == "The certificate of the PBX is not valid yet."
    assert "clock" in problem.advice
    assert "10:32 UTC on 16 Nov 2026" in problem.advice


@pytest.mark.parametrize(
    "hosts",
    [(DNSName("pbx.example.com"),), (IPAddress(ip_address("192.0.2.7")),)],
    ids=["a name", "another address"],
)
def test_a_certificate_for_another_name_asks_for_that_name(authority, tmp_path, hosts):
    root, ca_file = authority
    pem = make("pbx", root, hosts=hosts).write(tmp_path / "pbx.pem")
    problem = refused(pem, ca_file)
    assert problem.headline == "The certificate of the PBX is not for 127.0.0.1."
    assert "THREECX_URL" in problem.advice
    assert "host name" in problem.advice


def test_a_self_signed_certificate_is_to_be_compared_and_named(tmp_path):
    problem = refused(make("pbx").write(tmp_path / "pbx.pem"))
    assert problem.headline == "The certificate of the PBX is self-signed."
    assert "Compare" in problem.advice
    assert "THREECX_CA_FILE" in problem.advice


def test_an_unknown_authority_is_to_be_named(authority, tmp_path):
    root, _ = authority
    problem = refused(make("pbx", root).write(tmp_path / "pbx.pem", root))
    assert problem.headline == (
        "The certificate of the PBX is from an authority that this machine does not know."
    )
    assert "root certificate" in problem.advice
    assert "THREECX_CA_FILE" in problem.advice


def test_an_unknown_authority_that_is_not_sent_along_may_be_a_gap_in_the_chain(authority, tmp_path):
    root, _ = authority
    problem = refused(make("pbx", root).write(tmp_path / "pbx.pem"))
    assert "does not know, or the PBX does not send the intermediate" in problem.headline
    assert "THREECX_CA_FILE" in problem.advice
    assert "full chain" in problem.advice


def test_a_missing_intermediate_certificate_is_named_although_the_root_is_known(
    authority, tmp_path
):
    root, ca_file = authority
    between = make("Between", root, authority=True)
    pbx = make("pbx", between)
    problem = refused(pbx.write(tmp_path / "short.pem"), ca_file)
    assert "full chain" in problem.advice
    with FaultServer(pbx.write(tmp_path / "full.pem", between)) as whole:
        whole.script(REPORT, faults.respond(faults.GOOD))
        assert with_client(report, connection(whole.origin, ca_file=ca_file)).complete


def test_any_certificate_of_the_chain_can_be_named(authority, tmp_path):
    root, _ = authority
    between = make("Between", root, authority=True)
    pbx = make("pbx", between)
    for number, named in enumerate((between, pbx)):
        ca_file = tmp_path / f"named{number}.pem"
        ca_file.write_bytes(named.pem)
        with FaultServer(pbx.write(tmp_path / "pbx.pem")) as server:
            server.script(REPORT, faults.respond(faults.GOOD))
            assert with_client(report, connection(server.origin, ca_file=ca_file)).complete


def test_what_has_no_words_of_its_own_has_the_general_ones(authority, tmp_path):
    """Signed by a certificate that may sign nothing."""
    root, ca_file = authority
    no_authority = make("No authority", root)
    pem = make("pbx", no_authority).write(tmp_path / "pbx.pem", no_authority)
    problem = refused(pem, ca_file)
    assert problem.headline == "The certificate of the PBX cannot be accepted."
    assert problem.advice.startswith("The reason: invalid CA certificate. Install another")


def test_an_authority_of_ones_own_makes_its_certificate_good():
    with FaultServer("own") as pbx:
        pbx.script(REPORT, faults.respond(faults.GOOD))
        rows = with_client(report, connection(pbx.origin, ca_file=CERTIFICATES / "own.pem"))
    assert rows.complete


def test_a_plain_server_under_https_is_unreachable_and_not_retried(pbx):
    clock = QuickClock()
    with pytest.raises(Unreachable, match="does not speak TLS") as caught:
        with_client(report, connection(pbx.origin.replace("http:", "https:")), clock)
    assert "port in THREECX_URL" in caught.value.advice
    assert clock.slept == []


def test_a_handshake_that_breaks_off_is_tried_again():
    """As where a PBX starts, or blocks our address."""
    port, clock = refused_port(), QuickClock()
    connected = []

    async def close_at_once(_, writer):
        connected.append(writer)
        writer.close()

    async def ask(client):
        async with await asyncio.start_server(close_at_once, LOOPBACK, port):
            return await report(client)

    with pytest.raises(Unreachable, match="cannot be reached"):
        with_client(ask, connection(f"https://{LOOPBACK}:{port}"), clock)
    assert len(connected) == 3


def test_an_authority_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CertificateProblem, match="THREECX_CA_FILE"):
        with_client(report, connection("https://pbx.invalid", ca_file=tmp_path / "none.pem"))


def test_tls_that_breaks_in_the_middle_of_a_body_is_one_more_attempt():
    async def break_tls(exchange):
        await exchange.head(content_type="application/json", content_length="1000")
        await exchange.send(b'{"value": [')
        under_tls = exchange.writer.transport.get_extra_info("socket")
        os.write(under_tls.fileno(), b"no TLS record at all")
        exchange.writer.transport.abort()

    with FaultServer("own") as pbx:
        pbx.script(REPORT, break_tls, faults.respond(faults.GOOD))
        rows = with_client(report, connection(pbx.origin, ca_file=CERTIFICATES / "own.pem"))
    assert rows.complete
    assert pbx.requests_to(REPORT) == 2


def test_the_public_authorities_and_the_machine_s_own_are_trusted(monkeypatch):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    public, own = (ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) for _ in range(2))
    public.load_verify_locations(certifi.where())
    own.load_default_certs()
    trusted = trusted_authorities(None).get_ca_certs(binary_form=True)
    assert {*trusted} >= {*public.get_ca_certs(binary_form=True)}
    assert {*trusted} >= {*own.get_ca_certs(binary_form=True)}


def test_the_authorities_of_the_environment_stand_in_for_the_usual_ones(
    authority, tmp_path, monkeypatch
):
    root, ca_file = authority
    pem = make("pbx", root).write(tmp_path / "pbx.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    with FaultServer(pem) as pbx:
        pbx.script(REPORT, faults.respond(faults.GOOD))
        assert with_client(report, connection(pbx.origin)).complete
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(CertificateProblem, match="SSL_CERT_FILE"):
        with_client(report, connection("https://pbx.invalid"))
