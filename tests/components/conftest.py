from collections.abc import Iterator

import pytest

from demo_pbx.serving import RunningPbx
from tests.support.pages import dashboard_over_office, office_pbx


@pytest.fixture(scope="package")
def calls_of_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPbx]:
    """The demo PBX with the office's calls, which all files read alone."""
    with office_pbx(tmp_path_factory.mktemp("office")) as pbx:
        yield pbx


@pytest.fixture(scope="module")
def office_installed(calls_of_office: RunningPbx) -> Iterator[None]:
    """The dashboard of a file's pages, over the office's calls."""
    with dashboard_over_office(calls_of_office):
        yield
