"""What the recipes add to a dashboard within this process; run in a copy that has followed them.

Writes the documents that are made of the code, and prints what it finds, as JSON. All in one
process: to import everything takes longer than to do any of it.
"""

from __future__ import annotations

import json
import runpy
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from telephony.export.about import definitions_of
from telephony.query.view import Direction
from telephony.settings.load import SettingsError, load_settings
from tests.support import office, pages

TESTS = (
    "tests/documents/test_documents.py",
    "tests/telephony/export/test_formats.py",
    "tests/telephony/export/test_definitions.py",
)
WHICH = ("-qm", "not slow", "-k", "JSON_LINES or not test_formats or not [Format.")


def refusal(name: str, value: str) -> str:
    """The words with which a start is refused."""
    try:
        load_settings({name: value}, env_file=None)
    except SettingsError as error:
        return str(error)
    return ""


def complaints() -> str:
    """What the tests of the documents, files and definitions say; empty where all of them pass.

    What the tests of files try with each format they try with the new one alone.
    """
    said = StringIO()
    with redirect_stdout(said):
        code = pytest.main([*WHICH, "-p", "no:cacheprovider", "--capture=no", *TESTS])
    return said.getvalue() if code else ""


def main() -> None:
    """Open the overview, and its menu of files, over the demo PBX."""
    runpy.run_module("docs.generate", run_name="__main__")
    with TemporaryDirectory() as folder, pages.office_dashboard(Path(folder)):
        app = pages.draw_view("overview", group=office.SALES, range="last_week")
        pages.open_popover(app, "choose_columns")
        found = {
            "columns": app.multiselect(key="columns").options,
            "charts": list(pages.charts(app)),
            "definition": definitions_of(Direction.BOTH)["answered"].meaning,
            "setting": load_settings({"DASHBOARD_SHOW_IDLE": "yes"}, env_file=None).show_idle,
            "refusal": refusal("DASHBOARD_SHOW_IDLE", "maybe"),
            "menu": list(pages.files(app, "export")),
        }
    found["complaints"] = complaints()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
