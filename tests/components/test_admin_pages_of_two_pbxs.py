"""Pages for admins show every PBX, and one that fails holds up no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from demo_pbx.serving import RunningPbx
from tests.support.pages import draw, press, written
from tests.support.two_pbxs import both


@pytest.fixture(scope="module")
def pbxs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RunningPbx]]:
    with both(tmp_path_factory.mktemp("both")) as demos:
        yield demos


@pytest.mark.usefixtures("pbxs")
def test_the_connection_to_each_pbx_is_tested_and_tested_again_alone() -> None:
    app = draw("connection", "")
    assert not app.exception
    assert written(app).count("<strong>Report</strong>") == 2
    again = [button for button in app.button if button.label == "Test again"]
    assert len({button.key for button in again}) == 2
    again[1].click().run()
    assert not app.exception
    assert len(app.code) == 2


@pytest.mark.usefixtures("pbxs")
def test_the_status_of_each_pbx_has_its_own_history_and_fetch() -> None:
    app = draw("status", "")
    assert not app.exception
    assert len(re.findall(r"days of history: ", written(app))) == 2
    for button in [button for button in app.button if button.label == "Fetch this"]:
        assert button.key
    first, second = [one for one in app.selectbox if one.label == "Since"]
    first.set_value(1)
    second.set_value(3).run()
    assert not app.exception
    assert len(set(re.findall(r"(\d+) days of history: ", written(app)))) == 2
    press(app, "Look again")
    assert not app.exception
