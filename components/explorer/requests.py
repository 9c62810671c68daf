"""The request log: what was requested of the PBX, and code that requests the same."""

from __future__ import annotations

import streamlit as st

from components.explorer import words
from components.explorer.loading import ExplorerResult
from components.shared.literal_text import plain_text
from components.shared.provenance import cost_words, list_requests, time_words
from components.shared.viewer_locale import viewer_count, viewer_style
from telephony.answers.raw import RawRows
from telephony.context import Context
from telephony.explore.snippets import curl_snippet, httpx_snippet
from telephony.formatting.numbers import decimal, elapsed_words
from telephony.xapi.errors import XapiError
from telephony.xapi.small_print import message_of


def show(context: Context, result: ExplorerResult) -> None:
    """Requests with status, time and size, and the same for a shell and for Python."""
    with st.expander("Request log", key="request_log", icon=":material/swap_vert:"):
        if result.received is not None:
            _response(context, result.received)
            _snippets(result.received.requests[0].url)
        elif result.refusal is not None and result.refusal.request:
            _refusal(result.refusal)
            method, _, url = result.refusal.request.partition(" ")
            if method == "GET":  # anything else is the sign-in, before the report
                _snippets(url)
        else:
            plain_text(words.NO_REQUEST)
        if result.unfiltered is not None and result.unfiltered.requests:
            st.markdown(words.UNFILTERED_REQUEST)
            list_requests(result.unfiltered.requests)


def _response(context: Context, received: RawRows) -> None:
    requests, style = received.requests, viewer_style()
    seconds = sum(request.seconds for request in requests)
    size = sum(request.received_bytes for request in requests)
    count = "not reported" if received.count is None else f"{viewer_count(received.count)}"
    with st.container(horizontal=True, gap="medium"):
        for label, value in (
            ("Pages", f"{viewer_count(len(requests))}"),
            ("Rows", f"{viewer_count(len(received.rows))}"),
            ("@odata.count", count),
            ("Time", elapsed_words(seconds, style)),
            ("Size", f"{decimal(size / 1000, 1, style)} kB"),
            ("Requested at", time_words(received.as_of, context.zone, context.now())),
        ):
            st.metric(label, value, width="content")
    list_requests(requests)


def _snippets(url: str) -> None:
    st.markdown("**The same with curl**")
    st.code(curl_snippet(url), language=None, wrap_lines=True)
    st.markdown("**The same with Python and httpx**")
    st.code(httpx_snippet(url), language=None, wrap_lines=True)
    st.caption(words.CREDENTIALS)


def _refusal(refusal: XapiError) -> None:
    st.code(refusal.request, language=None, wrap_lines=True)
    response = f"status {refusal.status}" if refusal.status else refusal.kind
    if refusal.seconds is not None:
        response += f" · {cost_words(refusal.seconds, refusal.received_bytes)}"
    plain_text(response)
    plain_text(message_of(refusal, viewer_style()) or words.NO_REASON)
