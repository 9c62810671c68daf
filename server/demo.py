"""The embedded demo PBX: a separate process that starts and ends with the server."""

from __future__ import annotations

import logging
import re
import secrets
import subprocess
import sys
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
CLIENT_ID = "dashboard"

# It first simulates 400 days of calls: under 2 s on an idle machine, longer on a busy one.
READY_SECONDS = 60
# It has nothing to save, so a stop of the server does not wait for it longer than this.
STOP_SECONDS = 3

_READY = re.compile(r"demo PBX ready on (http://127\.0\.0\.1:\d+)")
_log = logging.getLogger("dashboard.demo")


class DemoGoneError(Exception):
    """The demo PBX has ended, or was not ready in time."""


class DemoPbx:
    """A running ``python -m demo_pbx`` on a free loopback port, with a key made for this run.

    It ends when its standard input closes, so it never outlives this process.
    """

    def __init__(self, timezone: str) -> None:
        self.api_key = secrets.token_urlsafe(24)
        self._origin: Future[str] = Future()
        self._process = subprocess.Popen(  # noqa: S603  # our own program and arguments
            [
                *(sys.executable, "-m", "demo_pbx", "--port", "0", "--until-stdin-closes"),
                *("--client-id", CLIENT_ID, "--timezone", timezone),
                # one argument: a key may begin with "-", like an option
                f"--api-key={self.api_key}",
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl+C in a terminal ends the server, which then ends this process.
            start_new_session=True,
        )
        Thread(target=self._listen, name="demo-pbx", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def origin(self) -> str:
        """Its origin, ``http://127.0.0.1:PORT``; blocks until it is ready.

        Raises DemoGoneError when it has ended or is not ready after READY_SECONDS.
        """
        try:
            return self._origin.result(READY_SECONDS)
        except NotInTime:
            raise DemoGoneError(f"the demo PBX was not ready after {READY_SECONDS} s") from None

    def stop(self) -> None:
        """End it and wait until it is gone."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        """Read its output to the end, with the ready line in it: a full pipe would block it."""
        for line in self._process.stdout or ():
            if (match := _READY.search(line)) and not self._origin.done():
                self._origin.set_result(match[1])
                _log.info("the demo PBX is ready on %s", match[1])
            else:
                _log.info("%s", line.rstrip())
        if not self._origin.done():
            code = self._process.wait()
            self._origin.set_exception(DemoGoneError(f"the demo PBX ended with exit code {code}"))
