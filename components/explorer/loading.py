"""The question put to the PBX, and the same options done here to check its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from components.explorer.comparisons import compared
from components.shared import waiting
from components.shared.progress import refresh_wanted
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawQuestion, RawRows
from telephony.context import Context
from telephony.data_access.reports.pending import PendingAnswer
from telephony.explore.exploration import Exploration
from telephony.explore.verdicts import Verification, explain_refusal, single_options
from telephony.odata.options import OptionTexts, to_request_options
from telephony.xapi.errors import NotReady, QueryRefused, XapiError


@dataclass(frozen=True)
class ExplorerResult:
    """What came: rows or a refusal; the unfiltered rows or why there are none; how both compare."""

    state: Exploration
    question: RawQuestion
    received: RawRows | None
    refusal: XapiError | None
    everything: ExtensionsAnswer | None
    unchecked: XapiError | None
    comparison: Verification | None


def load(context: Context, state: Exploration, now: datetime) -> ExplorerResult:
    """Ask the PBX, or take what is held. Raises QueryTextError where nothing can be sent."""
    access = context.access
    question = state.raw_question(now, context.zone)
    refresh = refresh_wanted()
    asked = access.request_extensions(
        state.unfiltered_query(now, context.zone), refresh=refresh, own=True
    )
    received, refusal = None, None
    with st.spinner("Asking the PBX…", show_time=True, width="content"):
        pending = access.request_rows(question, refresh=refresh)
        waiting.leave_earlier()
        waiting.wait_for(context, pending, asked)
        try:
            received = pending.answer(NotReady())
        except XapiError as error:
            refusal = error
        everything, unchecked = _everything(asked)
        comparison = None
        if everything is not None and received is not None:
            comparison = compared(everything, state.options, received)
        elif everything is not None and isinstance(refusal, QueryRefused):
            refused = _refused_alone(context, question, state.options)
            words = f"and said: {refusal.pbx_message}" if refusal.pbx_message else "without a word."
            said = f"The PBX answered with status {refusal.status} {words}"
            comparison = explain_refusal(everything.frame, state.options, refused, said)
    return ExplorerResult(state, question, received, refusal, everything, unchecked, comparison)


def _everything(asked: PendingAnswer) -> tuple[ExtensionsAnswer | None, XapiError | None]:
    """The rows to check by; old ones cannot tell what is right now."""
    try:
        return asked.whole(NotReady()), None
    except XapiError as error:
        return None, error


def _refused_alone(context: Context, question: RawQuestion, options: OptionTexts) -> frozenset[str]:
    """Which options the PBX refuses by themselves; each costs a request for one row."""
    refused = set()
    for name, single in single_options(options).items():
        pending = context.access.request_rows(
            RawQuestion(question.group, question.period, question.area, to_request_options(single))
        )
        waiting.wait_for(context, pending)
        try:
            pending.answer(NotReady())
        except QueryRefused:
            refused.add(name)
        except XapiError:
            break
    return frozenset(refused)
