from __future__ import annotations

import numpy as np
import pytest

from telephony.charts import labels
from telephony.charts.figure import ChartOptions
from telephony.charts.overview import hover
from telephony.metrics.frame_view import FrameView
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import derived
from tests.telephony.frames.extension_frames import row

KEYS = ("mean_talk", "pick_up_rate")
OPTIONS = ChartOptions(Direction.BOTH)


def test_of_very_many_extensions_those_that_are_drawn_are_named_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = FrameView.of(derived(row(str(n), ia=n) for n in range(100)))
    of_all = hover.data(view, KEYS, np.arange(100), OPTIONS)
    named: list[str] = []
    made = labels.whole_name

    def counted(name: str, extension: str) -> str:
        named.append(extension)
        return made(name, extension)

    monkeypatch.setattr(labels, "whole_name", counted)
    drawn = hover.data(FrameView(view.frame), KEYS, np.array([90, 7]), OPTIONS)
    assert drawn == [of_all[90], of_all[7]]
    assert named == ["90", "7"]
