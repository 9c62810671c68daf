"""What happens when a page fails: a number in the browser, everything else in the log."""

from __future__ import annotations

import logging

import streamlit as st

from server.security_middleware import new_number

_ATTRIBUTE = "dashboard_number"


def number_of(error: BaseException) -> str:
    """The number of this very error: the same for everybody who asks, log and page."""
    number: str | None = getattr(error, _ATTRIBUTE, None)
    if number is None:
        number = new_number()
        setattr(error, _ATTRIBUTE, number)
    return number


def on_script_error(error: Exception) -> bool:
    """Tell the viewer the number instead of Streamlit's own words; True: the error is shown."""
    st.error(
        "Something went wrong on this page. Reload it to try again. If it stays, give your admin "
        f"the number **{number_of(error)}**: the server's log has the details under it."
    )
    return True


def number_script_errors() -> None:
    """Put the number into the line that Streamlit logs, with the traceback, for a failed script."""
    logging.getLogger("streamlit.error_util").addFilter(_numbered)


def _numbered(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"page error {number_of(record.exc_info[1])}: {record.msg}"
    return True
