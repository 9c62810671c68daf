"""TLS: who may be believed to be the PBX."""

import pytest

from telephony.xapi.errors import (
    CertificateProblem,
    Unreachable,
)
from tests.support import faults
from tests.support.fault_server import (
    CERTIFICATES,
    FaultServer,
)
from tests.telephony.xapi.asking import (
    REPORT,
    QuickClock,
    connection,
    report,
    with_client,
)


@pytest.mark.parametrize(
    ("certificate", "authority", "words"),
    [
        ("own", None, "self-signed"),
        ("expired", "expired", "expired"),
        ("other_host", "other_host", "IP address mismatch"),
    ],
)
def test_a_certificate_that_proves_nothing_is_never_retried(certificate, authority, words):
    ca_file = CERTIFICATES / f"{authority}.pem" if authority else None
    clock = QuickClock()
    with FaultServer(certificate) as pbx, pytest.raises(CertificateProblem) as caught:
        with_client(report, connection(pbx.origin, ca_file=ca_file), clock)
    assert words in caught.value.pbx_words
    assert clock.slept == []
    assert pbx.received == []


def test_an_authority_of_ones_own_makes_its_certificate_good():
    with FaultServer("own") as pbx:
        pbx.script(REPORT, faults.answer(faults.GOOD))
        rows = with_client(report, connection(pbx.origin, ca_file=CERTIFICATES / "own.pem"))
    assert rows.complete


def test_a_plain_server_under_https_is_unreachable_and_not_retried(pbx):
    clock = QuickClock()
    with pytest.raises(Unreachable):
        with_client(report, connection(pbx.origin.replace("http:", "https:")), clock)
    assert clock.slept == []


def test_an_authority_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CertificateProblem, match="THREECX_CA_FILE"):
        with_client(report, connection("https://pbx.invalid", ca_file=tmp_path / "none.pem"))
