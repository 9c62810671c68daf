"""Which extensions are selected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import streamlit as st

from components.overview import selection
from components.shared import url_state
from components.shared.literal_text import literal
from telephony.query.links import MAX_SELECTED
from telephony.query.view import View


def said(monkeypatch: pytest.MonkeyPatch, missing: Sequence[str]) -> list[str]:
    captions: list[str] = []
    monkeypatch.setattr(st, "caption", captions.append)
    selection.show_missing(missing)
    return captions


def test_those_that_are_not_there_are_named_and_many_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = "Selected, but not in this result: "
    assert said(monkeypatch, ()) == []
    assert said(monkeypatch, ("7",)) == [literal(f"{start}7")]
    five, seven = ("1", "2", "3", "4", "5"), ("1", "2", "3", "4", "5", "6", "7")
    assert said(monkeypatch, five) == [literal(f"{start}1, 2, 3, 4, 5")]
    assert said(monkeypatch, seven) == [literal(f"{start}1, 2, 3, 4, 5 and 2 more")]


def test_no_more_are_selected_than_a_link_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    pushed: list[View] = []
    monkeypatch.setattr(url_state, "view", View)
    monkeypatch.setattr(url_state, "push", pushed.append)
    monkeypatch.setattr(st, "rerun", lambda _: None)
    selection.select(str(number) for number in range(10_000))
    assert pushed == [View(selected=tuple(str(number) for number in range(MAX_SELECTED)))]
