"""Workers of pytest-xdist, forked from a process that has imported all tests.

Imports are two thirds of what a worker needs before its first test, the same for each. A worker is
a process of its own as always; only its modules have been read before (``prepared_worker``).
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from unittest.mock import patch
from uuid import uuid4

from execnet import gateway_io
from execnet.gateway_base import ExecModel, Popen2IO

from tests.support.fork_server import ROOT, ForkedProcess, connected, start


class ForkedWorker(Popen2IO):
    """What execnet needs of the ``Popen2IOMaster`` that it would start for a worker."""

    def __init__(self, server: socket.socket, command: Sequence[str], execmodel: ExecModel) -> None:
        read_by_it, to_it = os.pipe()
        from_it, written_by_it = os.pipe()
        # Python's own options have no meaning in a process that runs already
        code = command[command.index("-c") :]
        streams = read_by_it, written_by_it, sys.stderr.fileno()
        self._process = ForkedProcess(server, [command[0], *code], ROOT, os.environ, streams)
        os.close(read_by_it)
        os.close(written_by_it)
        super().__init__(os.fdopen(to_it, "wb"), os.fdopen(from_it, "rb"), execmodel)

    def wait(self) -> int:
        return self._process.wait()

    def kill(self) -> None:
        self._process.kill()


def fork_workers(arguments: Sequence[str]) -> None:
    """Have execnet fork, from a server that has imported the tests of these arguments."""
    place = str(Path(gettempdir()) / f"workers-{uuid4().hex}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(place)
        listening.listen()
        prepared = "tests.support.prepared_worker", str(Path.cwd()), *arguments
        start(listening, os.getpid(), *prepared)
    worker = partial(ForkedWorker, connected(place))
    patch.object(gateway_io, "Popen2IOMaster", worker).start()
