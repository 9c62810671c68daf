"""The test of what was entered, step by step, and the settings to copy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from components.set_up import words
from components.set_up.entered import Entered
from components.shared import connection_steps, headings, notices
from components.shared.literal_text import literal, plain_text
from telephony.context import Context
from telephony.data_access.connection_test.draft import DraftTests
from telephony.settings.load import SettingsError
from telephony.xapi.clock import SystemClock
from telephony.xapi.errors import XapiError

TESTS: Final = DraftTests(SystemClock())
"""Those of this process: their limits hold for all its viewers."""


def show(context: Context, entered: Entered) -> None:
    """Test it and show the text for ``.env``, or say what is wrong with the entries."""
    try:
        connection = entered.connection(context.settings)
    except SettingsError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    try:
        pending = TESTS.start(connection)
    except XapiError as error:
        notices.failure(error)
        return
    headings.section("The test")
    test = connection_steps.show(context, pending)
    headings.section(words.TEXT)
    if test.failed_step is not None or not test.finished:
        st.warning(words.FAILED, icon=":material/warning:")
    st.code(entered.env_text(connection.origin), language=None)
    plain_text(words.where(Path.cwd(), exists=Path(".env").exists()))
    plain_text(words.NOT_FOR_OTHERS)
    if entered.elsewhere and not entered.open_to_all:
        plain_text(words.SIGN_IN)
