"""An exploration as the parameters of a link, and back. What comes in is untrusted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from telephony.explore.exploration import Exploration, ResultView
from telephony.odata.option_texts import OptionTexts
from telephony.periods.ranges import step_range
from telephony.query.links import AREAS, MAX_KEY_LENGTH, address
from telephony.query.parameter_reader import ParameterReader, Problem
from telephony.query.range_parameters import parse_range, range_parameters

# With the other parameters it fits the 8 kB that proxies allow an address, percent-encoded.
MAX_FILTER_LENGTH: Final = 4_000
MAX_OPTION_LENGTH: Final = 500
MOST_ROWS: Final = 1_000_000
"""More than any PBX has extensions."""

_INSTEAD: Final = {
    "top": "All rows are requested.",
    "skip": "No rows are skipped.",
    "search": "No search is applied.",
    "filter": "No filter is applied.",
    "count": "The count is requested.",
    "select": "All fields are requested.",
    "orderby": "The PBX decides the order.",
    "expand": "It is left out.",
}
PARAMETERS = ("group", "range", "from", "to", "area", *_INSTEAD, "show", "x", "y", "rows", "pbx")
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_SHOWS = {show.value: show for show in ResultView}
_ROWS = {"right": False, "received": True}
_START = Exploration()


def exploration_parameters(state: Exploration) -> list[tuple[str, str]]:
    """Pairs of name and value; lists as OData writes them: ``select=Dn,DisplayName``."""
    params = [("pbx", state.pbx)] if state.pbx else []
    params += [("group", state.group)] if state.group else []
    params += range_parameters(state.range)
    if state.area is not _START.area:
        params.append(("area", state.area.param))
    params += [(name, getattr(state.options, name)) for name in state.options.given()]
    display = {
        "show": "" if state.show is _START.show else state.show.value,
        "x": state.x,
        "y": state.y,
        "rows": "received" if state.as_received else "",
    }
    return params + [(name, text) for name, text in display.items() if text]


def parse_exploration(
    params: Mapping[str, Sequence[str]],
) -> tuple[Exploration, tuple[Problem, ...]]:
    """The exploration of a link's parameters. Never raises; each wrong one becomes a problem.

    The options are taken as written: they are checked, and their errors shown in place, before
    anything is sent.
    """
    reader = ParameterReader(params)
    state = Exploration(
        group=reader.text("group", MAX_KEY_LENGTH, "The first group is shown."),
        range=parse_range(reader),
        area=reader.one_of("area", AREAS, _START.area, "All calls are shown."),
        options=OptionTexts(**{name: _option(reader, name) for name in _INSTEAD}),
        show=reader.one_of("show", _SHOWS, _START.show, "The table is shown."),
        x=reader.text("x", MAX_KEY_LENGTH, "The default field is used."),
        y=reader.text("y", MAX_KEY_LENGTH, "The default field is used."),
        as_received=reader.one_of(
            "rows", _ROWS, _START.as_received, "The expected rows are shown."
        ),
        pbx=reader.text("pbx", MAX_KEY_LENGTH, "The first PBX is shown."),
    )
    reader.report_misspellings(PARAMETERS)
    reader.report_unknown(PARAMETERS)
    return state, tuple(reader.problems)


def one_line(text: str) -> str:
    """An option as an address can carry it: line breaks and tabs become spaces, ends trimmed."""
    return _BREAKS.sub(" ", text).strip()


def with_fixed_dates(state: Exploration, now: datetime, zone: ZoneInfo) -> Exploration:
    """The same with dates in place of a preset, so that it always means the same days."""
    return replace(state, range=step_range(state.range, 0, now, zone))


def link_to(base_url: str, state: Exploration) -> str:
    """The address that shows ``state``; what ``base_url`` carries after its path is dropped."""
    return address(base_url, exploration_parameters(state), readable=":,")


def _option(reader: ParameterReader, name: str) -> str:
    longest = MAX_FILTER_LENGTH if name == "filter" else MAX_OPTION_LENGTH
    return reader.text(name, longest, _INSTEAD[name]).strip()
