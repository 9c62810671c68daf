"""The question put to the PBX, and the same options done here to check its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from components import loading, waiting
from components.explorer.comparisons import compared
from telephony.data_access import Answer, Asked, DataAccess, Question, Received
from telephony.explore.exploration import Exploration
from telephony.explore.verdicts import Comparison, alone, judge_refusal
from telephony.odata import Options, sent
from telephony.runtime import current
from telephony.xapi.errors import NotReady, QueryRefused, XapiError


@dataclass(frozen=True)
class Result:
    """What came: rows or a refusal; the unfiltered rows or why there are none; how both compare."""

    state: Exploration
    question: Question
    received: Received | None
    refusal: XapiError | None
    everything: Answer | None
    unchecked: XapiError | None
    comparison: Comparison | None


def ask(state: Exploration, now: datetime) -> Result:
    """Ask the PBX, or take what is held. Raises QueryTextError where nothing can be sent."""
    runtime = current()
    access = runtime.access
    question = state.question(now, runtime.zone)
    refresh = loading.refresh_wanted()
    asked = access.ask(state.everything(now, runtime.zone), refresh=refresh, own=True)
    received, refusal = None, None
    with st.spinner("Asking the PBX…", show_time=True, width="content"):
        pending = access.ask_received(question, refresh=refresh)
        waiting.leave_earlier()
        waiting.wait_for(pending, asked)
        try:
            received = pending.answer(NotReady())
        except XapiError as error:
            refusal = error
        everything, unchecked = _everything(asked)
        comparison = None
        if everything is not None and received is not None:
            comparison = compared(everything, state.options, received)
        elif everything is not None and isinstance(refusal, QueryRefused):
            refused = _refused_alone(access, question, state.options)
            words = f"and said: {refusal.pbx_words}" if refusal.pbx_words else "without a word."
            said = f"The PBX answered with status {refusal.status} {words}"
            comparison = judge_refusal(everything.frame, state.options, refused, said)
    return Result(state, question, received, refusal, everything, unchecked, comparison)


def _everything(asked: Asked) -> tuple[Answer | None, XapiError | None]:
    """The rows to check by; old ones cannot tell what is right now."""
    try:
        return asked.whole(NotReady()), None
    except XapiError as error:
        return None, error


def _refused_alone(access: DataAccess, question: Question, options: Options) -> frozenset[str]:
    """Which options the PBX refuses by themselves; each costs a request for one row."""
    refused = set()
    for name, single in alone(options).items():
        pending = access.ask_received(
            Question(question.group, question.period, question.area, sent(single))
        )
        waiting.wait_for(pending)
        try:
            pending.answer(NotReady())
        except QueryRefused:
            refused.add(name)
        except XapiError:
            break
    return frozenset(refused)
