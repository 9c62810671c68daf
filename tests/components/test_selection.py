"""Which extensions are picked out."""

from __future__ import annotations

import pytest
import streamlit as st

from components import selection, url_state
from telephony.links import MAX_SELECTED
from telephony.query import View


def test_no_more_are_picked_out_than_a_link_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    pushed: list[View] = []
    monkeypatch.setattr(url_state, "view", View)
    monkeypatch.setattr(url_state, "push", pushed.append)
    monkeypatch.setattr(st, "rerun", lambda _: None)
    selection.choose(str(number) for number in range(10_000))
    assert pushed == [View(selected=tuple(str(number) for number in range(MAX_SELECTED)))]
