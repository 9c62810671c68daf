"""The fields of the guided set-up; nothing of them is in the address or outlives the page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.set_up import words
from components.set_up.entered import Entered
from telephony.periods.wall_clock import zone_names
from telephony.settings.settings import DEMO_ZONE

_CONTENT: Final = "set_up"


def show() -> Entered | None:
    """Draw the form; what was entered in the run in which it was sent."""
    zones = zone_names()
    own = st.context.timezone
    with st.form(_CONTENT):
        url = st.text_input(
            words.URL,
            key="set_up_url",
            placeholder="https://pbx.example.com:5001",
            help=words.URL_HELP,
            autocomplete="off",
        )
        client_id = st.text_input(words.CLIENT_ID, key="set_up_client", autocomplete="off")
        api_key = st.text_input(
            words.API_KEY, key="set_up_key", type="password", autocomplete="new-password"
        )
        zone = st.selectbox(
            words.ZONE,
            zones,
            zones.index(own if own in zones else DEMO_ZONE),
            key="set_up_zone",
            help=words.ZONE_HELP,
        )
        elsewhere = st.radio(words.REACH, (words.HERE, words.ELSEWHERE), key="set_up_reach")
        names = st.text_input(
            words.NAMES, key="set_up_names", help=words.NAMES_HELP, autocomplete="off"
        )
        open_to_all = st.checkbox(words.OPEN, key="set_up_open")
        if not st.form_submit_button(words.SUBMIT, type="primary"):
            return None
    return Entered(url, client_id, api_key, zone, elsewhere == words.ELSEWHERE, names, open_to_all)
