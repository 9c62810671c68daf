import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from server.current_context import using
from server.start import configure
from telephony.context import Context
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.settings.load import load_settings
from tests.server.export_client import GROUPS, REPORT, ROWS, get_export
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, clean_environment, dashboard
from tests.telephony.xapi.client_harness import QuickClock, connection


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
    """Installs a context for one test."""
    with ExitStack() as until_the_end:

        def use(access, clock):
            settings = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
            context = Context(settings, PermittedAccess(access), settings.zone, clock, demo=False)
            until_the_end.enter_context(using(context))

        yield use


@pytest.fixture
def refused_start(monkeypatch, tmp_path):
    """The words that a start with these environment variables ends with, within this process.

    For what one started program has shown to be one line on standard error and exit code 1.
    """

    def words(environment):
        for name in os.environ.keys() - clean_environment({}).keys():
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)  # away from a developer's .env
        with pytest.raises(SystemExit) as ended:
            configure()
        assert isinstance(ended.value.code, str)
        assert len(ended.value.code.splitlines()) == 1
        return ended.value.code

    return words


@pytest.fixture
def clock():
    return QuickClock()


@pytest.fixture
def ask(pbx, installed, clock):
    """Requests exports of a dashboard over the scripted PBX."""
    access = DataAccess(lambda: connection(pbx.origin), clock=clock)
    installed(access, clock)
    yield get_export
    access.close()
