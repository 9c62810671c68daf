"""What each worker of pytest-xdist does at its start, done once: it imports all tests."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import warnings
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig
from hypothesis.errors import HypothesisSideeffectWarning
from hypothesis.internal.conjecture import providers

from tests.support.prepared_packages import import_packages


def prepare(_: str, folder: str, *arguments: str) -> None:
    """Import pytest's plugins and the tests of these arguments, given in this folder.

    A worker finds them imported, with their assertions rewritten, and collects them from there.
    """
    os.chdir(folder)
    config = _prepareconfig([*arguments, "--capture=no"])
    places = [folder / Path(argument.split("::")[0]) for argument in config.args]
    for place in places:
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if file.name == "conftest.py" or file.match("test_*.py"):
                name = ".".join(file.relative_to(config.rootpath).with_suffix("").parts)
                # collecting it says why it cannot be imported
                with suppress(Exception, pytest.skip.Exception):
                    importlib.import_module(name)
    config._ensure_unconfigure()  # noqa: SLF001  # what ``pytest.main`` does at its end
    _know_the_modules()


def _know_the_modules() -> None:
    """Keep what each worker would find out of them: half its collection, and two seconds of pages.

    Hypothesis collects the constants of our code, and the tests of pages Streamlit's components; a
    page and its parts are imported when they are first drawn, and each store writes its statements.
    """
    if scanner := sys.modules.get("streamlit.components.v2.manifest_scanner"):
        scanner.scan_component_manifests()  # the tests of pages keep it
        import_packages()
        for package in map(importlib.import_module, ("components", "pages")):
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                importlib.import_module(module.name)
    if "telephony.data_access.store.database" in sys.modules:
        from tests.support.shared_statements import share_statements  # noqa: PLC0415  # imports it

        share_statements()
    with warnings.catch_warnings(action="ignore", category=HypothesisSideeffectWarning):
        providers._get_local_constants()  # noqa: SLF001
