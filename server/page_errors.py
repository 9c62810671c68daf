"""Failed pages: the viewer sees a number, and the log has the details under it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import streamlit as st

from server.request_ids import new_number
from telephony.counters.recent_errors import RECENT_ERRORS
from telephony.xapi.requester import current_request_id

_ATTRIBUTE = "dashboard_number"


def error_number(error: BaseException) -> str:
    """The number of this error: that of the page's run, for the page and for the log."""
    number: str | None = getattr(error, _ATTRIBUTE, None)
    if number is None:
        number = current_request_id() or new_number()
        setattr(error, _ATTRIBUTE, number)
    return number


def on_script_error(error: Exception) -> bool:
    """Show the error's number in place of Streamlit's own text. True: the error is handled."""
    from components.shared.address import open_page  # noqa: PLC0415  # brings what pages need

    RECENT_ERRORS.add(datetime.now(UTC), open_page(), error, error_number(error))
    st.error(
        "Something went wrong on this page. Reload it to try again. If the error persists, give "
        f"your admin the number **{error_number(error)}**: the details are in the server's log."
    )
    return True


def number_script_errors() -> None:
    """Add the number to the line that Streamlit logs for a failed page, above its traceback."""
    logging.getLogger("streamlit.error_util").addFilter(_add_number)


def _add_number(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"page error {error_number(record.exc_info[1])}: {record.msg}"
    return True
