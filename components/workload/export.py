"""The workload and the traffic as files."""

from __future__ import annotations

from functools import partial

from components.shared.answers_loading import LoadedAnswer
from components.shared.downloads import ExportFile
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.export.provenance import Provenance
from telephony.export.traffic import traffic_export, traffic_file_name
from telephony.export.workload import (
    AreaAnswers,
    workload_export,
    workload_file_name,
    workload_provenance,
)
from telephony.query.view import Query, View


def file(
    context: Context, loaded: LoadedAnswer, view: View, areas: AreaAnswers | None = None
) -> ExportFile:
    """The rows of the page; with ``areas`` the internal and external talk times, too."""
    answer, query = loaded.answer, loaded.query
    provenance = workload_provenance(answer, query, view, areas)
    make = partial(workload_export, answer, query, view, areas)
    return ExportFile(context, provenance, make, workload_file_name)


def traffic_file(context: Context, answer: HoursAnswer, query: Query, view: View) -> ExportFile:
    """The traffic by the hour of the week."""
    provenance = Provenance(query, answer.as_of, answer.complete)
    make = partial(traffic_export, answer, query, view)
    return ExportFile(context, provenance, make, traffic_file_name)
