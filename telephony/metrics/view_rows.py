"""The one road from an answer to the extensions that a view shows: for page, file and HTTP export.

Metrics are derived for all extensions of the answer once; a view then keeps the rows that it is
about, with its shares made of these rows alone. Whoever shows many views of one answer hands in
what it has derived before.
"""

from __future__ import annotations

import numpy as np

from telephony.answers.extensions import ExtensionsAnswer
from telephony.frames.former_names import FormerNames, of_extensions
from telephony.metrics.extension_metrics import derive, select_rows
from telephony.metrics.frame_view import FrameSelection, FrameView
from telephony.metrics.view_filter import matching, matching_before
from telephony.query.view import Direction, Query, View


def all_rows(answer: ExtensionsAnswer, query: Query, direction: Direction) -> FrameView:
    """Every extension of the answer with its metrics, which cover the direction."""
    seconds = query.period.elapsed_seconds(answer.as_of)
    return FrameView(derive(answer.frame, seconds, direction))


def view_rows(
    answer: ExtensionsAnswer, query: Query, view: View, everyone: FrameView | None = None
) -> FrameView:
    """The extensions that the view shows, in the order of the answer, with their metrics.

    ``everyone``: ``all_rows`` of the same answer, query and direction, where they are there. No
    extension matches: no rows. A filter that cannot be read raises QueryTextError.
    """
    if everyone is None:
        everyone = all_rows(answer, query, view.direction)
    return select_rows(everyone, matching(everyone, view, answer.former_names))


def compared_rows(
    previous: ExtensionsAnswer, view: View, now: FrameView, everyone: FrameView | None = None
) -> FrameView:
    """The extensions of the previous period that ``now``, the view's rows, is compared with.

    They are not derived: totals need the report's own columns only. ``everyone``: a FrameView of
    the previous answer, where there is one.
    """
    before = FrameView(previous.frame) if everyone is None else everyone
    return FrameSelection(before, matching_before(before, now, view, previous.former_names))


def former_names(answer: ExtensionsAnswer, rows: FrameView) -> FormerNames:
    """The former names of the extensions in these rows."""
    if not answer.former_names:
        return ()
    return of_extensions(answer.former_names, frozenset(rows.values("extension")))


def row_of(everyone: FrameView, extension: str) -> FrameView:
    """The row of one extension, none where it has none."""
    return select_rows(
        everyone, np.flatnonzero(everyone.one_of(frozenset([extension]), everyone.everywhere))
    )
