"""A real PostgreSQL of the machine's own packages, started for the tests on a free port.

PostgreSQL refuses to run as root; there it runs as the user that Debian's package makes, or as
nobody.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60


def binary(name: str) -> Path | None:
    """A program of PostgreSQL: the newest that Debian installed, else what the path has."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    return Path(found) if found else None


@contextmanager
def running() -> Iterator[str]:
    """The address of an empty server; each database in it is the caller's to make."""
    initdb, pg_ctl = binary("initdb"), binary("pg_ctl")
    assert initdb is not None
    assert pg_ctl is not None
    user = _user()
    with tempfile.TemporaryDirectory(prefix="telephony-pg-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir()
        if user is not None:
            shutil.chown(data, user)
        port = _free_port()

        def run(*command: object) -> None:
            subprocess.run(
                [str(part) for part in command],
                user=user,
                cwd="/",
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=START_SECONDS,
            )

        # durability is PostgreSQL's own affair and costs the tests their time, as does much memory:
        # all of it is looked through for each table that goes
        options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        options += " -c shared_buffers=16MB"
        run(initdb, "-D", data, "-U", "telephony", "-A", "trust", "-N", "--locale=C", "-E", "UTF8")
        run(pg_ctl, "-D", data, "-o", options, "-l", data / "log", "-w", "start")
        try:
            yield f"postgresql://telephony@127.0.0.1:{port}"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


@contextmanager
def frozen(server: str) -> Iterator[None]:
    """The server and all its processes stand still: it accepts connections and says nothing."""
    with psycopg.connect(f"{server}/postgres") as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    postmaster = int((Path(data) / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)
    pgrep = (str(shutil.which("pgrep")), "-P", str(postmaster))
    found = subprocess.run(pgrep, capture_output=True, check=False)
    stopped = [postmaster, *map(int, found.stdout.split())]
    try:
        _send(signal.SIGSTOP, stopped[1:])
        yield
    finally:
        _send(signal.SIGCONT, stopped)


def _send(number: signal.Signals, processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
