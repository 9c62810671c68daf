"""The charts' library: the published one, of the version that the figures are made for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from telephony.charts import library

PACKAGE = "plotly.js-cartesian-dist-min"
SECONDS = 120


def test_it_is_of_the_version_that_the_installed_plotly_makes_figures_for() -> None:
    version = get_plotlyjs_version()
    first_line = library.FILE.read_text(encoding="utf-8").split("\n", 2)[1]
    found = f"make library fetches the one of {version}"
    assert first_line == f"* plotly.js (cartesian - minified) v{version}", found


def test_the_licence_lies_beside_it() -> None:
    licence = library.FILE.with_name("LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")


@pytest.mark.slow
def test_it_is_what_its_makers_publish(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None and not os.environ.get("CI"):
        pytest.skip("no npm on the PATH: apt-get install npm")
    assert npm is not None
    subprocess.run(
        [npm, "pack", "--silent", f"{PACKAGE}@{get_plotlyjs_version()}"],
        cwd=tmp_path,
        check=True,
        timeout=SECONDS,
        stdout=subprocess.DEVNULL,
    )
    [packed] = tmp_path.iterdir()
    with tarfile.open(packed) as archive:
        published = archive.extractfile(f"package/{library.FILE.name}")
        assert published is not None
        assert published.read() == library.FILE.read_bytes()
