"""Loads the answer of a view and that of what it is compared with, with progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import notices, preview, progress, waiting, words
from components.shared.page_frame import PageFrame
from components.shared.provenance import last_updated
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.formatting.locale_style import LocaleStyle
from telephony.periods.period import Period, period_words, same_length
from telephony.query.compared_range import compared_query
from telephony.query.view import Query, View
from telephony.xapi.errors import NotReady, XapiError


@dataclass(frozen=True)
class LoadedAnswers:
    """The answer of a view, and that of the ``compared`` query or why there is none.

    Neither of the last two where its period cannot have calls yet, or ever, or nothing is compared.
    """

    query: Query
    answer: ExtensionsAnswer
    compared: Query | None
    previous: ExtensionsAnswer | None
    previous_error: XapiError | None

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        compared = self.previous.version if self.previous else ()
        return self.answer.version, compared, self.query, self.compared

    @property
    def before(self) -> Period | None:
        """The period of the compared query."""
        return None if self.compared is None else self.compared.period

    @property
    def periods(self) -> tuple[Period, ...]:
        """The period shown, and the one that it is compared with."""
        return (self.query.period,) if self.before is None else (self.query.period, self.before)

    def before_words(self, style: LocaleStyle) -> str:
        """The dates of the compared period; empty for none."""
        return "" if self.before is None else period_words(self.before, style)

    @property
    def same_length(self) -> bool:
        """Both periods cover as much time so far, but for a clock change."""
        if self.compared is None or self.previous is None:
            return True
        now = self.query.period.elapsed_seconds(self.answer.as_of)
        before = self.compared.period.elapsed_seconds(self.previous.as_of)
        return same_length(now, before)

    @property
    def lacks_rows(self) -> tuple[bool, bool]:
        """Whether extensions may be missing, now and before."""
        previous = self.previous
        return not self.answer.has_all_rows, previous is not None and not previous.has_all_rows

    def compared_words(self, style: LocaleStyle) -> str:
        """What all changes are from."""
        known = self.previous is not None
        return words.compared(self.before_words(style), known=known, same_length=self.same_length)


@dataclass(frozen=True)
class LoadedAnswer:
    """The answer of a view that is compared with nothing."""

    query: Query
    answer: ExtensionsAnswer

    @property
    def version(self) -> tuple[object, ...]:
        """See ``memo.Versioned``."""
        return self.answer.version, self.query


def load_answer(
    context: Context, page: PageFrame, query: Query, *, refresh: bool
) -> LoadedAnswer | None:
    """The query's values, with the notices on them; None once the page says why there are none."""
    pending = waiting.request(partial(context.access.request_extensions, query, refresh=refresh))
    waiting.leave_earlier()
    progress.wait_for(context, page.slot, pending)
    try:
        answer = pending.answer(NotReady())
    except XapiError as error:
        notices.failure(error)
        st.button("Try again", key="again")
        return None
    preview.relies_on(query, answer.version)
    page.slot.html(last_updated(answer.as_of, query.period.zone, page.now), width="content")
    with page.notices:
        notices.stale(answer, page.now, None if answer.requests else page.pbx_error)
        notices.partial(answer, page.directory)
    return LoadedAnswer(query, answer)


def load(  # noqa: PLR0913  # what is loaded, and for which page
    context: Context,
    view: View,
    now: datetime,
    slot: DeltaGenerator,
    against: str = "",
    *,
    refresh: bool | None = None,
) -> LoadedAnswers | None:
    """The view's values; None once the page says why there are none. ``slot``: for progress.

    ``against``: a group that is compared in place of an earlier period.
    ``refresh``: whether the viewer asked for one, where the page has read it already.
    """
    query = view.query(now, context.zone)
    refresh = progress.refresh_wanted() if refresh is None else refresh
    pending = waiting.request(partial(context.access.request_extensions, query, refresh=refresh))
    # up to the time of the values, so that both periods have the same length so far
    compared = compared_query(view, query, pending.as_of, against)
    earlier = None
    if compared is not None and compared.period.may_have_calls(pending.as_of):
        earlier = waiting.request(
            partial(context.access.request_extensions, compared, refresh=refresh)
        )
    waiting.leave_earlier()
    progress.wait_for(context, slot, pending, *([] if earlier is None else [earlier]))
    try:
        answer = pending.answer(NotReady())
    except XapiError as error:
        notices.failure(error)
        return None
    preview.relies_on(query, answer.version)
    try:
        previous = None if earlier is None else earlier.answer(NotReady())
        if compared is not None and previous is not None:
            preview.relies_on(compared, previous.version)
        return LoadedAnswers(query, answer, compared, previous, None)
    except XapiError as error:
        preview.lacks_something()
        return LoadedAnswers(query, answer, compared, None, error)
