"""What stands below a notice in small print."""

from __future__ import annotations

from components.shared.notices import small_print, why_empty
from telephony.metrics.frame_view import FrameView
from telephony.query.view import View
from telephony.xapi.errors import NoSuchGroup, QueryRefused, Unreachable
from tests.telephony.frames.extension_frames import frame, row

ASKED = "GET https://pbx.example.com/xapi/v1/Groups"


def test_the_pbxs_own_words_stand_behind_the_request_and_its_status() -> None:
    refused = QueryRefused(request=ASKED, status=400, pbx_message="No such field.")
    assert small_print(refused) == f"{ASKED} · status 400 · The PBX said: No such field."


def test_what_the_network_says_is_not_put_into_the_pbxs_mouth() -> None:
    nobody = Unreachable(request=ASKED, pbx_message="Connection refused")
    assert small_print(nobody) == f"{ASKED} · unreachable · Connection refused"


def test_without_a_request_there_is_nothing_to_print() -> None:
    assert small_print(NoSuchGroup("GRP9")) == ""


def test_talk_time_without_a_counted_call_is_not_called_no_calls() -> None:
    assert why_empty(1, FrameView(frame(row("1", ot=60))), View()) == ""
    said = why_empty(1, FrameView(frame(row("1"))), View())
    assert said == "No calls in this range at 1 extension."
