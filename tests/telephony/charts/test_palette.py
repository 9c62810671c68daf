"""The colours can be told from both backgrounds, and are the same wherever they are written."""

from __future__ import annotations

import tomllib
from pathlib import Path

from telephony.charts import palette
from telephony.query.view import Direction

CONFIG = tomllib.loads(
    (Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8")
)
THEME = CONFIG["theme"]
# The darker one was Streamlit's own for years and stands for every viewer's own dark theme.
BACKGROUNDS = (
    THEME["light"]["backgroundColor"],
    THEME["dark"]["backgroundColor"],
    "#ffffff",
    "#0e1117",
)
COLOURS = sorted({*palette.SERIES.values(), palette.BOTH, *THEME["chartCategoricalColors"]})


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_stands_out_from_light_and_dark() -> None:
    pairs = [(colour, background) for colour in COLOURS for background in BACKGROUNDS]
    assert [pair for pair in pairs if contrast(*pair) < 3] == []


def test_unanswered_is_lighter_than_answered() -> None:
    for direction in ("inbound", "outbound"):
        answered = palette.SERIES[f"{direction}_answered"]
        unanswered = palette.SERIES[f"{direction}_unanswered"]
        assert contrast(answered, unanswered) >= 1.5
        assert luminance(unanswered) > luminance(answered)


def test_talk_has_the_colour_of_its_direction() -> None:
    for direction in ("inbound", "outbound"):
        colour = palette.SERIES[f"{direction}_answered"]
        assert palette.SERIES[f"{direction}_talk_us"] == colour
        assert palette.of_direction(Direction(direction)) == colour


def test_streamlit_gets_ten_colours_and_the_series_first() -> None:
    colours = THEME["chartCategoricalColors"]
    assert len(colours) == len(set(colours)) == 10
    assert colours[:5] == [
        palette.INBOUND_ANSWERED,
        palette.INBOUND_UNANSWERED,
        palette.OUTBOUND_ANSWERED,
        palette.OUTBOUND_UNANSWERED,
        palette.BOTH,
    ]
