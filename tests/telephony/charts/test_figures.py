"""What holds for every figure: plotly accepts it, it is safe, small, and described in words."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.figure import config
from telephony.charts.overview.calls import describe_volume, volume
from telephony.charts.overview.calls_against_talk import (
    calls_against_talk,
    describe_calls_against_talk,
)
from telephony.charts.overview.load_share import describe_load_share, load_share
from telephony.charts.overview.talk_time import describe_talk_time, talk_time
from telephony.metrics.extension_metrics import derive
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import (
    BOTH,
    NOBODY,
    WEEK_SECONDS,
    derived,
    extensions,
    staff,
    texts,
)
from tests.telephony.frames.extension_frames import frame, frames, row

FIGURES = {
    "volume": partial(volume, show_all=False),
    "volume of all": partial(volume, show_all=True),
    "talk time": partial(talk_time, show_all=False),
    "calls against talk": calls_against_talk,
    "load share": load_share,
}
WORDS = {
    "volume": describe_volume,
    "talk time": describe_talk_time,
    "calls against talk": describe_calls_against_talk,
    "load share": describe_load_share,
}


def sent(figure: go.Figure) -> Any:
    """What the browser gets of it."""
    return json.loads(plotly.io.to_json(figure, validate=False))


def plotly_accepts(figure: go.Figure) -> None:
    """Have plotly check every property, and find none changed."""
    checked, ours = sent(go.Figure(figure.to_dict())), sent(figure)
    assert ours["layout"].pop("template") == {}
    checked["layout"].pop("template")  # plotly spells an empty one out, by the traces' types
    # and leaves an empty list out
    ours["layout"] = {name: value for name, value in ours["layout"].items() if value != []}
    assert checked == ours


every_figure = pytest.mark.parametrize("build", FIGURES.values(), ids=FIGURES.keys())
every_sentence = pytest.mark.parametrize("describe", WORDS.values(), ids=WORDS.keys())
DIRECTIONS = st.sampled_from(Direction)


@every_figure
@given(frames(max_size=30), DIRECTIONS, st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_plotly_accepts_every_property_and_every_point_begins_with_its_extension(
    build, frame, direction, selected
) -> None:
    chosen = frozenset(frame["extension"].head(selected))
    found = derive(frame, WEEK_SECONDS, direction)
    figure = build(found, direction=direction, selected=chosen)
    plotly_accepts(figure)
    for trace in figure.data:
        assert len(trace.customdata) == len(trace.x)
        assert set(extensions(trace)) <= {*frame["extension"], ""}


HOSTILE = (
    "<b>bold</b>",
    "<a href='http://evil.example'>x</a>",
    "<img src=x onerror=alert(1)>",
    r"$\alpha$",
    "#000038",
    "%{customdata[3]}",
    "\u202egnp.exe",
    "a\x00b\ud800",
    "👩‍💻" * 9,
)


@every_figure
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text_everywhere_in_a_figure(build, name: str) -> None:
    rows = [row("100", name, ia=50, it=9000), row("101", "Ana", ia=1, it=1)]
    figure = build(derived(rows), direction=BOTH, selected=frozenset({"100"}))
    found = texts(sent(figure))
    assert not [text for text in found if re.search(r"<(?!/?b>|br>|/?span|/?extra>)", text)]
    assert not [text for text in found if re.search(r"\$.*\$|#0000\d\d|[\x00\ud800\u202e]", text)]
    assert "<b>bold</b> 100" not in found
    for trace in figure.data:
        assert "evil" not in (trace.hovertemplate or "")


@every_figure
@pytest.mark.parametrize("rows", [[], [row()], [row(ia="?", it="?")], [row(ia=2**63 - 1)]])
def test_nothing_to_draw_and_nonsense_still_make_a_figure(build, rows) -> None:
    figure = build(derived(rows), direction=BOTH, selected=frozenset({"100", "nobody"}))
    assert figure.layout.height > 0
    assert sent(figure)


@every_figure
def test_texts_and_backgrounds_are_left_to_the_theme(build) -> None:
    figure = build(derived(staff(40)), direction=BOTH, selected=NOBODY).to_dict()
    layout = figure["layout"]
    assert "paper_bgcolor" not in layout
    assert "plot_bgcolor" not in layout
    assert layout["template"] == {}
    assert not re.search(r'"font": \{[^}]*"color"', json.dumps(layout))


@every_figure
def test_the_figure_given_is_not_changed_by_whoever_sends_it(build) -> None:
    figure = build(derived(staff(40)), direction=BOTH, selected=NOBODY)
    before = sent(figure)
    sent(go.Figure(figure.to_dict()))
    assert sent(figure) == before


def test_what_a_view_of_five_hundred_extensions_sends_is_small() -> None:
    found = derived(staff(500))
    sizes = {
        name: len(plotly.io.to_json(build(found, direction=BOTH, selected=NOBODY), validate=False))
        for name, build in FIGURES.items()
        if name != "volume of all"
    }
    assert sizes["volume"] < 12_000
    assert sizes["talk time"] < 12_000
    assert sum(sizes.values()) < 110_000


@every_sentence
@given(frames(max_size=12), DIRECTIONS)
@settings(max_examples=15, deadline=None)
def test_every_figure_has_a_sentence(describe, frame, direction) -> None:
    words = describe(derive(frame, WEEK_SECONDS, direction), direction=direction)
    assert words.endswith(".")
    assert "nan" not in words.replace("Ninan", "").split()
    assert not re.search(r"[\x00-\x1f\u202a-\u202e]", words)


def test_the_sentences_tell_the_main_finding() -> None:
    found = derive(
        frame(row("100", "Ana <b>", ia=6, it=600), row("101", ia=2, it=20)), WEEK_SECONDS
    )
    calls, talk, scatter, share = (describe(found, direction=BOTH) for describe in WORDS.values())
    assert calls == (
        "Calls per extension: 8 calls at 2 extensions, most at Ana <b> (100) with 6 (75.0 %)."
    )
    assert talk == (
        "Talk time per extension: 0:10:20 at 2 extensions, "
        "longest at Ana <b> (100) with 0:10:00 (96.8 %)."
    )
    assert scatter == (
        "Calls against average talk time of 2 extensions: the medians are 4 calls and 0:00:55; "
        "the longest average is 0:01:40, at Ana <b> (100)."
    )
    assert share == "Share of the load: 1 of 2 carries 75.0 % of the calls."


def test_the_toolbar_has_image_and_reset_and_nothing_leaves_the_house() -> None:
    options = config("extensions")
    assert options["modeBarButtons"] == [["toImage", "resetScale2d"]]
    assert options["displaylogo"] is False
    assert options["typesetMath"] is False
    json.dumps(options)
