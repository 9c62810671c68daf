from collections.abc import Iterator

import pytest

from telephony import runtime as runtimes
from telephony.data_access import DataAccess
from telephony.runtime import Runtime, install
from telephony.settings import load_settings
from tests.server.exporting import GROUPS, REPORT, ROWS, export
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, dashboard
from tests.telephony.xapi.asking import QuickClock, connection


@pytest.fixture(scope="package")
def demo_server() -> Iterator[Server]:
    """One dashboard over its demo, for tests that leave no trace in it."""
    with dashboard() as server:
        yield server


@pytest.fixture
def pbx():
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing(ROWS))
        yield server


@pytest.fixture
def installed():
    """Installs a runtime for one test and puts the old one back."""
    before = list(runtimes._installed)

    def use(access, clock):
        settings = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
        install(Runtime(settings, access, settings.zone, clock, demo=False))

    yield use
    runtimes._installed[:] = before


@pytest.fixture
def clock():
    return QuickClock()


@pytest.fixture
def ask(pbx, installed, clock):
    """Asks the export of a dashboard over the scripted PBX."""
    access = DataAccess(lambda: connection(pbx.origin), clock=clock)
    installed(access, clock)
    yield export
    access.close()
