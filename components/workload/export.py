"""The workload as a file."""

from __future__ import annotations

from functools import partial

from components.shared.answers_loading import LoadedAnswer
from components.shared.downloads import ExportFile
from telephony.context import Context
from telephony.export.workload import (
    AreaAnswers,
    workload_export,
    workload_file_name,
    workload_provenance,
)
from telephony.query.view import View


def file(
    context: Context, loaded: LoadedAnswer, view: View, areas: AreaAnswers | None = None
) -> ExportFile:
    """The rows of the page; with ``areas`` the internal and external talk times, too."""
    answer, query = loaded.answer, loaded.query
    provenance = workload_provenance(answer, query, view, areas)
    make = partial(workload_export, answer, query, view, areas)
    return ExportFile(context, provenance, make, workload_file_name)
