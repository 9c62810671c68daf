"""The table of groups: each metric with its change, and the days as a line."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from components.groups import view_model, words
from components.groups.loading import GroupsAndDays
from components.groups.view_model import Cell, Groups, keys_of
from components.shared import page_links, pbx_choice, sparkline
from components.shared.charts import MAX_CACHED
from components.shared.literal_text import unbroken
from components.shared.memo import memoized
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.steps import WITHOUT_DATA
from telephony.metrics.trends import Trend
from telephony.query.view import View


def as_html(
    shown: Groups,
    view: View,
    trends: Mapping[str, Trend] | None,
    style: LocaleStyle,
    colours: Mapping[str, str] | None = None,
) -> str:
    """The table for ``st.html``; a group's name leads to it on the overview.

    ``trends``: by group, for the lines; None: without lines. ``colours``: of each group's PBX,
    where there are several.

    HTML, since a grid has one line per cell, and nothing of it for a screen reader.
    """
    keys = keys_of(view.direction)
    heads = "".join(
        f'<th scope="col" title="{escape(METRICS[key].help)}">'
        f"{escape(label_of(key, view.direction))}</th>"
        for key in keys
    )
    rows = "".join(
        f'<tr><th scope="row">{pbx_choice.dot((colours or {}).get(group.number, ""))}'
        f"{_name(group.name, group.number, view)}</th>"
        f"<td>{count(len(group.extensions), style) if not group.error else '–'}</td>"
        + (
            "".join(_cell(cells[key]) for key in keys)
            if cells
            else f'<td class="none" colspan="{len(keys)}">no data</td>'
        )
        + (
            f"<td>{_line(trends.get(group.number), style)}</td></tr>"
            if trends is not None
            else "</tr>"
        )
        for group, cells in zip(shown.totals, shown.cells, strict=True)
    )
    days = '<th scope="col">Calls by day</th>' if trends is not None else ""
    return (
        '<div class="groups" tabindex="0" role="region" aria-label="Groups side by side"><table>'
        f'<thead><tr><th scope="col">Group</th><th scope="col">Extensions</th>{heads}'
        f"{days}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


@memoized(MAX_CACHED)
def with_days(
    loaded: GroupsAndDays, names: tuple[tuple[str, str], ...], view: View, style: LocaleStyle
) -> str:
    """The table once all days are there; ``names`` by number, as ``build_days`` gets them."""
    shown = view_model.groups(loaded.groups, view, style)
    days = view_model.build_days_memoized(loaded.days, names, view, style)
    return as_html(shown, view, days.trends, style)


def _name(name: str, number: str, view: View) -> str:
    of_group = view.of_group(number)
    hours = page_links.as_html(words.HOURS, "hours", of_group)
    return f'{page_links.as_html(name, "overview", of_group)}<div class="small">{hours}</div>'


def _cell(cell: Cell) -> str:
    lines = "".join(
        f'<div class="small">{escape(unbroken(line))}</div>'
        for line in (cell.detail, cell.change.brief)
        if line
    )
    return f"<td>{escape(cell.value)}{lines}</td>"


def _line(trend: Trend | None, style: LocaleStyle) -> str:
    if trend is None or not len(trend):
        return ""
    values = [
        None if state in WITHOUT_DATA or value is None else float(value)
        for value, state in zip(trend.cells["calls"], trend.states, strict=True)
    ]
    known = [value for value in values if value is not None]
    ends = [count(int(end(known)), style) for end in (min, max)] if known else []
    return sparkline.as_html(values, f"{' to '.join(ends)} calls a day" if ends else "")
