"""What happened between the dashboard and the PBX, for whoever wants to do it again."""

from __future__ import annotations

import streamlit as st

from components.explorer.loading import ExplorerResult
from components.shared import notices
from components.shared.literal import plain_text
from components.shared.provenance import calls, cost_words, moment_words
from telephony.answers.raw import RawRows
from telephony.context import Context
from telephony.explore.snippets import curl_snippet, httpx_snippet
from telephony.xapi.errors import XapiError


def show(context: Context, result: ExplorerResult) -> None:
    """Requests, answers, and the same for a shell and for Python."""
    with st.expander("What happened", key="happened", icon=":material/swap_vert:"):
        if result.received is not None:
            _answered(context, result.received)
            _again(result.received.requests[0].url)
        elif result.refusal is not None and result.refusal.request:
            _refused(result.refusal)
            method, _, url = result.refusal.request.partition(" ")
            if method == "GET":  # else it failed on the way to the report, at the sign-in
                _again(url)
        else:
            plain_text("Nothing was sent.")
        if result.everything is not None and result.everything.requests:
            st.markdown("**Asked without options, to check it by**")
            calls(result.everything.requests)


def _answered(context: Context, received: RawRows) -> None:
    requests = received.requests
    seconds = sum(request.seconds for request in requests)
    size = sum(request.received_bytes for request in requests)
    count = "not told" if received.count is None else f"{received.count:,}"
    with st.container(horizontal=True, gap="medium"):
        for label, value in (
            ("Pages", f"{len(requests):,}"),
            ("Rows", f"{len(received.rows):,}"),
            ("@odata.count", count),
            ("Time", f"{seconds * 1000:,.0f} ms"),
            ("Size", f"{size / 1000:,.1f} kB"),
            ("Asked at", moment_words(received.as_of, context.zone, context.now())),
        ):
            st.metric(label, value, width="content")
    calls(requests)


def _again(url: str) -> None:
    st.markdown("**The same with curl**")
    st.code(curl_snippet(url), language="bash", wrap_lines=True)
    st.markdown("**The same with Python and httpx**")
    st.code(httpx_snippet(url), language="python", wrap_lines=True)
    st.caption(
        "Put client id and API key into the environment. A sign-in with this dashboard's own "
        "client ends its token, so take another client."
    )


def _refused(refusal: XapiError) -> None:
    st.code(refusal.request, language=None, wrap_lines=True)
    told = f"status {refusal.status}" if refusal.status else refusal.kind
    if refusal.seconds is not None:
        told += f" · {cost_words(refusal.seconds, refusal.received_bytes)}"
    plain_text(told)
    plain_text(notices.said(refusal) or "The PBX said nothing.")
