"""The report with its options from the PBX, and the unfiltered report that verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from components.explorer import words
from components.shared import waiting
from components.shared.memo import memoized
from components.shared.progress import refresh_wanted
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawQuestion, RawRows
from telephony.context import Context
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.explore.exploration import Exploration
from telephony.explore.verdicts import Verification, explain_refusal, single_options
from telephony.explore.verification import verify_rows
from telephony.odata.option_texts import OptionTexts, to_request_options
from telephony.query.view import Query
from telephony.xapi.errors import NotReady, QueryRefused, XapiError

# Of all stored verifications together, each counted by the rows it was made from: about 20 MB.
MAX_VERIFIED_ROWS: Final = 100_000
# What a verification of few rows counts as, so that their number is limited as well.
_FEWEST_ROWS: Final = 1_000


@dataclass(frozen=True)
class ExplorerResult:
    """Rows or a refusal; the unfiltered report or why it is not available; the verification.

    ``query``: that of the unfiltered report.
    """

    state: Exploration
    question: RawQuestion
    query: Query
    received: RawRows | None
    refusal: XapiError | None
    unfiltered: ExtensionsAnswer | None
    not_available: XapiError | None
    verification: Verification | None


def load(context: Context, state: Exploration, now: datetime) -> ExplorerResult:
    """The result, from the PBX or from the cache. Raises QueryTextError for unsendable options."""
    question = state.raw_question(now, context.zone)
    refresh = refresh_wanted()
    unfiltered_query = state.unfiltered_query(now, context.zone)
    pending_unfiltered = waiting.request(
        partial(
            context.access.request_extensions, unfiltered_query, refresh=refresh, as_reported=True
        )
    )
    received, refusal, verification = None, None, None
    with st.spinner("Requesting the report…", show_time=True, width="content"):
        pending = waiting.request(
            partial(context.access.request_raw_rows, question, refresh=refresh)
        )
        waiting.leave_earlier()
        waiting.wait_for(context, pending, pending_unfiltered)
        try:
            received = pending.answer(NotReady())
        except XapiError as error:
            refusal = error
        unfiltered, not_available = _unfiltered(pending_unfiltered)
        if unfiltered is not None and received is not None:
            verification = verify(unfiltered, state.options, received)
        elif unfiltered is not None and isinstance(refusal, QueryRefused):
            refused = _refused_alone(context, question, state.options)
            verification = explain_refusal(
                unfiltered.frame, state.options, refused, words.refusal(refusal)
            )
    return ExplorerResult(
        state,
        question,
        unfiltered_query,
        received,
        refusal,
        unfiltered,
        not_available,
        verification,
    )


def verify(unfiltered: ExtensionsAnswer, options: OptionTexts, received: RawRows) -> Verification:
    """The verification of ``received``, stored for the next viewer of the same query."""
    return _verified(_Results(unfiltered, received), options)


@dataclass(frozen=True)
class _Results:
    """The unfiltered report and the rows to verify with it."""

    unfiltered: ExtensionsAnswer
    received: RawRows

    @property
    def version(self) -> tuple[object, ...]:
        return self.unfiltered.version, self.received.as_of, self.received.requests


def _weight(results: _Results) -> int:
    return max(_FEWEST_ROWS, len(results.unfiltered.frame))


@memoized(MAX_VERIFIED_ROWS, _weight)
def _verified(results: _Results, options: OptionTexts) -> Verification:
    return verify_rows(results.unfiltered.frame, options, results.received)


def _unfiltered(pending: PendingExtensions) -> tuple[ExtensionsAnswer | None, XapiError | None]:
    """The unfiltered report, complete and current: an older one cannot verify today's rows."""
    try:
        return pending.full_answer(NotReady()), None
    except XapiError as error:
        return None, error


def _refused_alone(context: Context, question: RawQuestion, options: OptionTexts) -> frozenset[str]:
    """Which options the PBX refuses by themselves; each costs a request for one row."""
    refused = set()
    for name, single in single_options(options).items():
        alone = RawQuestion(
            question.group, question.period, question.area, to_request_options(single)
        )
        pending = waiting.request(partial(context.access.request_raw_rows, alone))
        waiting.wait_for(context, pending)
        try:
            pending.answer(NotReady())
        except QueryRefused:
            refused.add(name)
        except XapiError:
            break
    return frozenset(refused)
