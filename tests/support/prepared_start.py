"""What a dashboard does at its start and would do the same at every other: done before the fork."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from streamlit.components.v2 import manifest_scanner

from server import demo, immutable_files, page_html
from telephony.formatting.locale_style import style_of
from tests.support.fork_server import ForkedProcess, connected
from tests.support.prepared_packages import import_packages

_OURS = ("telephony", "demo_pbx", "server", "components", "pages")


def prepare(fork_server: str) -> None:
    """Import them, and keep what follows from the installed packages alone.

    A dashboard's demo PBX is forked as well, by the server at this place.
    """
    import_packages()
    for name in _OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(("__main__", "server.script")):
                importlib.import_module(module.name)
    _know_the_packages()
    popen = partial(ForkedDemo, fork_server)
    patch.object(
        demo, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": popen})
    ).start()


def _know_the_packages() -> None:
    """Keep what each dashboard finds out of them at its start, in half a second of work.

    Streamlit looks for components in all of them, and we compress what an opening asks for.
    """
    style_of("en-US")  # of all locales
    found = cache(manifest_scanner.scan_component_manifests)
    found()
    patch.object(manifest_scanner, "scan_component_manifests", found).start()
    packers = immutable_files._ENCODINGS  # noqa: SLF001  # each by its name
    packers.update({name: cache(packers[name]) for name in ("br", "gzip")})
    files = immutable_files.immutable_files()
    for address in page_html.named_files(page_html.page()):
        content = immutable_files._read(files[address])  # noqa: SLF001  # as it will be read
        for name in ("br", "gzip"):
            packers[name](content)


class ForkedDemo(ForkedProcess):
    """A demo PBX, with what a dashboard needs of ``subprocess.Popen`` to start, follow and end it.

    Its session is that of all programs here.
    """

    def __init__(self, fork_server: str, command: Sequence[str], cwd: Path, **_: object) -> None:
        read_by_it, to_it = os.pipe()
        from_it, written_by_it = os.pipe()
        with connected(fork_server) as server:
            streams = read_by_it, written_by_it, sys.stderr.fileno()
            super().__init__(server, command, cwd, os.environ, streams)
        os.close(read_by_it)
        os.close(written_by_it)
        self.stdin, self.stdout = os.fdopen(to_it, "w"), os.fdopen(from_it)
