"""What the overview says of a view without calls."""

from __future__ import annotations

from components.overview.words import why_empty
from telephony.formatting.locale_style import ENGLISH
from telephony.metrics.frame_view import FrameView
from telephony.query.view import View
from tests.telephony.frames.extension_frames import frame, row


def test_talk_time_without_a_counted_call_is_not_called_no_calls() -> None:
    assert why_empty(1, FrameView(frame(row("1", ot=60))), View(), ENGLISH) == ""
    said = why_empty(1, FrameView(frame(row("1"))), View(), ENGLISH)
    assert said == "No calls in this range at 1 extension."
