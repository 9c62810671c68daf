from collections.abc import Iterator

import pytest

from tests.support.pages import office_dashboard


@pytest.fixture(scope="module")
def office_installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The dashboard of a file's pages, over the demo PBX with the office's calls."""
    with office_dashboard(tmp_path_factory.mktemp("office")):
        yield
