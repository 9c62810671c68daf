"""A scripted PBX per test, and one for all examples of a property."""

import pytest

from tests.support import faults
from tests.support.certificates import make
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import GROUPS, REPORT


@pytest.fixture
def pbx():
    """Signs in, lists no groups, has no report yet, and sends no Date by itself."""
    with FaultServer(date=None) as server:
        server.script(GROUPS, faults.listing([]))
        yield server


@pytest.fixture(scope="module")
def lasting_pbx():
    """One server for many examples, with a report of one row."""
    with FaultServer() as server:
        server.script(REPORT, faults.respond(faults.GOOD))
        yield server


@pytest.fixture(scope="session")
def foreign_authority(tmp_path_factory):
    """The file of an authority that has signed nothing."""
    file = tmp_path_factory.mktemp("authorities") / "foreign.pem"
    file.write_bytes(make("foreign", authority=True).pem)
    return file


@pytest.fixture
def few_authorities(foreign_authority, monkeypatch):
    """One public authority: to read the hundreds that there are takes longer than the requests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign_authority))
