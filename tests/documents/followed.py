"""What the recipes add to a dashboard within this process; run in a copy that has followed them.

Prints what it finds, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from telephony.export.about import definitions_of
from telephony.query.view import Direction
from telephony.settings.load import SettingsError, load_settings
from tests.support import office, pages


def refusal(name: str, value: str) -> str:
    """The words with which a start is refused."""
    try:
        load_settings({name: value}, env_file=None)
    except SettingsError as error:
        return str(error)
    return ""


def main() -> None:
    """Open the overview, and its menu of files, over the demo PBX."""
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
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
