"""The first element that a server draws takes no longer than any other."""

from __future__ import annotations

import pytest
from streamlit import delta_generator, env_util
from streamlit.testing.v1 import AppTest

from server.assembly import serve_pages


def test_the_first_element_does_not_look_for_how_the_server_was_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = []
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    monkeypatch.setattr(env_util, "is_repl", lambda: looks.append(1))
    serve_pages()
    app = AppTest.from_string("import streamlit\nstreamlit.text('first')").run()
    assert [one.value for one in app.text] == ["first"]
    assert not looks
