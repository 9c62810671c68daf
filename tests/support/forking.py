"""The process that forks for each program that tests start: ``fork_server`` asks it.

    python -m tests.support.forking LISTENING TESTS MODULE ARGUMENT…

``LISTENING`` is the number of the socket at which it is asked, ``TESTS`` that of the process with
which it ends. ``MODULE`` has what is done once for all programs: ``prepare(place, ARGUMENT…)``.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

# Environments are a few kilobytes.
MOST_BYTES = 200_000


class _Forks:
    """What the fork server looks after: whoever may ask for programs, and those that run."""

    def __init__(self, listening: socket.socket, tests: int) -> None:
        self._listening = listening
        self._tests_ended = os.pidfd_open(tests)
        self._workers: dict[int, socket.socket] = {}
        # by the file that tells of a program's end: its number, and where that is reported
        self._programs: dict[int, tuple[int, int]] = {}

    def serve(self) -> None:
        """Fork for each request; returns where a program is to be run, in its own process."""
        while True:
            ready = self._wait()
            self._end_programs(ready)
            if self._tests_ended in ready:
                Path(self._listening.getsockname()).unlink(missing_ok=True)
                sys.exit()
            if self._listening.fileno() in ready:
                worker = self._listening.accept()[0]
                self._workers[worker.fileno()] = worker
            for asking in self._workers.keys() & ready:
                request, files, _, _ = socket.recv_fds(self._workers[asking], MOST_BYTES, 4)
                if not request:  # this worker has ended
                    self._workers.pop(asking).close()
                elif self._is_forked(files):
                    _become(files, *json.loads(request))
                    return

    def _wait(self) -> set[int]:
        """The files of which there is something to tell."""
        files = select.poll()
        told = (self._tests_ended, self._listening.fileno(), *self._workers, *self._programs)
        for file in told:
            files.register(file, select.POLLIN)
        for _, report in self._programs.values():
            files.register(report, 0)  # errors alone, and nobody reading is one
        return {file for file, _ in files.poll()}

    def _end_programs(self, ready: set[int]) -> None:
        """Report each end, and let no program outlive its test."""
        for file, (program, report) in list(self._programs.items()):
            if file in ready:
                _, status = os.waitpid(program, 0)
                with suppress(BrokenPipeError):
                    os.write(report, b"%d\n" % os.waitstatus_to_exitcode(status))
                del self._programs[file]
                os.close(file)
                os.close(report)
            elif report in ready or self._tests_ended in ready:
                os.kill(program, signal.SIGKILL)

    def _is_forked(self, files: list[int]) -> bool:
        """Fork; True in the program's process, which has nothing of the others."""
        if program := os.fork():
            *streams, report = files
            self._programs[os.pidfd_open(program)] = program, report
            for stream in streams:
                os.close(stream)
            return False
        reports = (report for _, report in self._programs.values())
        for file in (self._tests_ended, *self._programs, *reports):
            os.close(file)
        for one in (self._listening, *self._workers.values()):
            one.close()
        return True


def _become(
    files: list[int], arguments: list[str], folder: str, environment: dict[str, str]
) -> None:
    """Take over what the program was started with, and report its number."""
    *streams, report = files
    for stream, file in enumerate(streams):
        os.dup2(file, stream)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.dont_write_bytecode = bool(environment.get("PYTHONDONTWRITEBYTECODE"))
    sys.pycache_prefix = environment.get("PYTHONPYCACHEPREFIX") or None
    sys.argv = arguments
    # not before now: what a signal sets off in Python is forgotten in a fork
    os.write(report, b"%d\n" % os.getpid())
    os.close(report)


def _run() -> None:
    """Run ``-c CODE …``, ``-m MODULE …`` or ``FILE …``, as Python does."""
    if sys.argv[0] == "-c":
        exec(sys.argv.pop(1), {"__name__": "__main__"})  # noqa: S102  # the code of a command
    elif sys.argv[0] == "-m":
        _begin_path(Path.cwd())
        del sys.argv[0]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        _begin_path(Path(sys.argv[0]).parent)
        runpy.run_path(sys.argv[0], run_name="__main__")


def _begin_path(folder: Path) -> None:
    """Look for modules in this folder first, then where the program's environment says."""
    named = os.environ.get("PYTHONPATH")
    sys.path[:1] = [str(folder), *(named.split(os.pathsep) if named else ())]


def _end(code: int) -> NoReturn:
    """End as Python does, but leave the modules: to take them apart copies every page they lie in.

    That takes an eighth of a second, three times as long as all else of a small program.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # waits for the others
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    number, tests, module, *arguments = sys.argv[1:]
    listening = socket.socket(fileno=int(number))
    gc.disable()  # of what is imported all stays
    importlib.import_module(module).prepare(listening.getsockname(), *arguments)
    gc.enable()
    # the collector of a program would write to, and so copy, every page they lie in
    gc.collect()
    gc.freeze()
    _Forks(listening, int(tests)).serve()
    try:
        _run()
    except SystemExit as ending:
        if not isinstance(ending.code, int | None):
            raise
        _end(ending.code or 0)
    _end(0)
