"""The steps of a connection test, which appear as they end, and the same as text to copy."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from components.shared import notices, waiting
from components.shared.viewer_locale import viewer_count_of, viewer_style, viewer_text
from telephony.answers.connection_test import ConnectionTest, Outcome, Step
from telephony.context import Context
from telephony.data_access.connection_test.service import PendingTest
from telephony.formatting.numbers import elapsed_words
from telephony.xapi.errors import NotReady

_SIGNS: Final = {
    Outcome.PASSED: "✓",
    Outcome.WARNING: "!",
    Outcome.FAILED: "✕",
    Outcome.NOT_NEEDED: "–",
    Outcome.NOT_TRIED: "–",
}


def show(context: Context, pending: PendingTest) -> ConnectionTest:
    """Draw the steps while the test runs, then in a sentence how it ended. What has ended."""
    summary, place = st.empty(), st.empty()
    drawn = -1

    def draw() -> None:
        nonlocal drawn
        test = pending.so_far
        if len(test.steps) != drawn:
            drawn = len(test.steps)
            place.html(steps_html(test))

    with summary, st.spinner("Testing the connection…"):
        ended = waiting.wait_for(context, pending, show=draw)
    draw()
    test = pending.answer() if ended else pending.so_far
    with summary.container():
        _summary(test)
    return test


def steps_html(test: ConnectionTest) -> str:
    """The steps that have ended, as a list."""
    return f'<ol class="steps">{"".join(map(_step_html, test.steps))}</ol>'


def _summary(test: ConnectionTest) -> None:
    failed = test.failed_step
    if not test.finished:
        notices.failure(NotReady())
    elif failed is not None:
        st.error(
            f"**The connection does not work.** The step “{failed.title}” failed.",
            icon=":material/error:",
        )
    elif test.warnings:
        points = viewer_count_of(test.warnings, "warning")
        st.warning(f"**The connection works, with {points} below.**", icon=":material/warning:")
    else:
        st.success(
            "The PBX responds, and the dashboard may read what it needs.",
            icon=":material/check_circle:",
        )


def _step_html(step: Step) -> str:
    took = "" if step.seconds is None else f" · {elapsed_words(step.seconds, viewer_style())}"
    sign = f'<span class="step-sign" aria-hidden="true">{_SIGNS[step.outcome]}</span>'
    heading = (
        f"<strong>{escape(step.title)}</strong>"
        f'<span class="step-outcome">{step.outcome}{took}</span>'
    )
    lines = [f"<div>{heading}</div>", f'<div class="text">{_text(step.found)}</div>']
    if step.advice:
        lines.append(f'<div class="text step-advice">{_text(step.advice)}</div>')
    if step.details:
        lines.append(f'<div class="text small">{_text(step.details)}</div>')
    kind = step.outcome.name.lower().replace("_", "-")
    return f'<li class="step-{kind}">{sign}<div>{"".join(lines)}</div></li>'


def _text(text: str) -> str:
    return escape(viewer_text(text))
