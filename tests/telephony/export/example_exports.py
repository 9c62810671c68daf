"""An export of a small answer, made the way the page and the route make theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from telephony.answers.extensions import ExtensionsAnswer
from telephony.export.about import about_of
from telephony.export.contents import Export
from telephony.export.fields import ALL_FIELDS
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.query.view import Query, View
from tests.telephony.frames.extension_frames import november

WEEK = 7 * 86_400.0
AS_OF = datetime(2026, 11, 23, 9, 15, 4, 123_456, tzinfo=UTC)
SOURCE = Source(("Sales",), demo=False, version="20.0.8.1121", page="https://calls.example.com/")


def answer(plain: pd.DataFrame, as_of: datetime = AS_OF, **odd: Any) -> ExtensionsAnswer:
    """The frame as data access hands it out; ``odd`` says what was wrong with it."""
    return ExtensionsAnswer(frame=plain, as_of=as_of, version=(1,), **odd)


def export(
    plain: pd.DataFrame,
    fields: tuple[str, ...] = ALL_FIELDS,
    view: View | None = None,
    query: Query | None = None,
    source: Source = SOURCE,
    **odd: Any,
) -> Export:
    """All rows of the frame with these fields, for one week of November unless told otherwise."""
    view, query = view or View(("GRP0000",)), query or november()
    given = answer(plain, **odd)
    rows = derive(plain, WEEK, view.direction)
    provenance = Provenance(query, given.as_of, given.complete, view.direction)
    return Export(
        rows, fields, provenance, about_of(view, provenance, given, FrameView(rows), source)
    )
