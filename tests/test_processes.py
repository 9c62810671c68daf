"""A program that the fork server starts cannot be told from one started by its command."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.processes import ROOT, Run, by_command, quickest
from tests.support.stores import until

PROBE = """
import atexit, json, os, signal, sys, threading, time
atexit.register(print, "the end")
def outlive():
    threading.main_thread().join()
    print("a thread")
threading.Thread(target=outlive).start()
own = {name: os.environ[name] for name in sorted(os.environ)}
handled = [str(signal.getsignal(one)) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
print(json.dumps([sys.argv, sys.path[:3], os.getcwd(), own, __name__, handled, time.tzname]))
print(sys.dont_write_bytecode, sys.pycache_prefix)
print(sys.stdin.read() == "", len(os.listdir("/proc/self/fd")), threading.active_count())
"""
ENDS = {
    "nothing more": "",
    "a number": "sys.exit(3)",
    "words": "sys.exit('cannot start')",
    "an error": "raise ValueError('no')",
    "a signal": "os.kill(os.getpid(), signal.SIGTERM)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="programs start by their command alone here")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("way", ["file", "module"])
def test_it_sees_says_and_ends_as_the_other(tmp_path: Path, way: str, end: str) -> None:
    (tmp_path / "probe.py").write_text(PROBE + end, encoding="utf-8")
    started = ("-m", "probe") if way == "module" else (str(tmp_path / "probe.py"),)
    command = (sys.executable, *started, "--port", "0")
    environment = {
        "THREECX_URL": "x",
        "TZ": "Asia/Tokyo",
        "PYTHONPATH": "/one:/other",
        "PYTHONDONTWRITEBYTECODE": "1" if way == "module" else "",
        "PYTHONPYCACHEPREFIX": str(tmp_path) if way == "module" else "",
    }
    one, other = (
        Run(command, environment, tmp_path, start).end() for start in (by_command, quickest)
    )
    assert other.stdout == one.stdout
    assert other.returncode == one.returncode
    # the frames above the program's own are others
    assert other.stderr.splitlines()[-1:] == one.stderr.splitlines()[-1:]


@pytest.mark.skipif(sys.platform != "linux", reason="programs start by their command alone here")
def test_it_holds_nothing_of_others_that_run(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    (tmp_path / "files.py").write_text("import os; print(os.listdir('/proc/self/fd'))", "utf-8")
    others = [Run((sys.executable, "-m", "waiting"), None, tmp_path) for _ in range(3)]
    one, other = (
        Run((sys.executable, "-m", "files"), None, tmp_path, start).end()
        for start in (by_command, quickest)
    )
    assert other.stdout == one.stdout
    for waiting in others:
        waiting.process.kill()
        assert waiting.end().returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="programs start by their command alone here")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_reaches_it(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "waiting.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    for start in (by_command, quickest):
        started = Run((sys.executable, "-m", "waiting"), None, tmp_path, start)
        assert started.process.poll() is None
        started.process.send_signal(number)
        assert started.end().returncode == -number
        assert started.process.poll() == -number
        started.process.send_signal(number)  # nobody is there any more


@pytest.mark.skipif(sys.platform != "linux", reason="programs start by their command alone here")
def test_it_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    (tmp_path / "starting.py").write_text(
        "import os, sys; from pathlib import Path; from tests.support.processes import Run\n"
        "print(Run((sys.executable, '-m', 'waiting'), None, Path.cwd()).process.pid)\n"
        "os._exit(0)\n",
        encoding="utf-8",
    )
    command = (sys.executable, "-m", "starting")
    started = Run(command, {"PYTHONPATH": str(ROOT)}, tmp_path, by_command).end()
    assert started.stderr == ""
    until(lambda: not psutil.pid_exists(int(started.stdout)))
