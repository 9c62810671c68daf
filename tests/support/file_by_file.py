"""Whole files for the workers of pytest-xdist, those of the browser for few of them.

Each worker that takes one starts a Chromium and a dashboard that the folder shares, and in a new
Chromium all scripts are compiled again. Two keep two cores busy.
"""

from __future__ import annotations

from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

BROWSERS: Final = 2
FOLDER: Final = "tests/browser/"


class FileByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """As ``--dist loadfile``; who has no browser takes another file while there is one."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        self._with_browser: set[WorkerController] = set()

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node not in self._with_browser and len(self._with_browser) == BROWSERS:
            others = (file for file in self.workqueue if not file.startswith(FOLDER))
            if other := next(others, None):
                self.workqueue.move_to_end(other, last=False)
        if next(iter(self.workqueue)).startswith(FOLDER):
            self._with_browser.add(node)
        super()._assign_work_unit(node)
