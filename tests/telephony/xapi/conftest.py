"""A scripted PBX per test, and one for all examples of a property."""

import pytest

from tests.support import faults
from tests.support.certificates import one_authority
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import GROUPS, REPORT


@pytest.fixture(scope="module", autouse=True)
def few_authorities():
    with one_authority():
        yield


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
