"""The embedded demo PBX: a process of its own, started with the server and gone with it."""

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

# It simulates 400 days of calls first, in under 2 s on an idle machine; a busy one may take longer.
READY_SECONDS = 60
# It holds nothing that would need saving, so it is not waited for longer than a stop may take.
STOP_SECONDS = 3

_READY = re.compile(r"demo PBX ready on (http://127\.0\.0\.1:\d+)")
_log = logging.getLogger("dashboard.demo")


class DemoGoneError(Exception):
    """The demo PBX ended, or did not become ready in time."""


class DemoPbx:
    """A running ``python -m demo_pbx`` on a free loopback port, with a key made for this run.

    It ends when its standard input closes, so it cannot outlive this process, however that ends.
    """

    def __init__(self, timezone: str) -> None:
        self.api_key = secrets.token_urlsafe(24)
        self._origin: Future[str] = Future()
        self._process = subprocess.Popen(  # noqa: S603  # our own program, no part from outside
            [
                *(sys.executable, "-m", "demo_pbx", "--port", "0", "--until-stdin-closes"),
                *("--client-id", CLIENT_ID, "--timezone", timezone),
                # in one word: a key may begin with the "-" of an option
                f"--api-key={self.api_key}",
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl+C in a terminal is for the server, which ends it in its turn.
            start_new_session=True,
        )
        Thread(target=self._listen, name="demo-pbx", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def origin(self) -> str:
        """Where it answers, ``http://127.0.0.1:PORT``; blocks until it does.

        Raises DemoGoneError when it ended before or takes longer than READY_SECONDS.
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
        """Read its output, the ready line among it, to the end: a full pipe would stop it."""
        for line in self._process.stdout or ():
            if (match := _READY.search(line)) and not self._origin.done():
                self._origin.set_result(match[1])
                _log.info("the demo PBX answers on %s", match[1])
            else:
                _log.info("%s", line.rstrip())
        if not self._origin.done():
            code = self._process.wait()
            self._origin.set_exception(DemoGoneError(f"the demo PBX ended with exit code {code}"))
