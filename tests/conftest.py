"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from server import gc_tuning
from tests.support import forked_workers, postgres
from tests.support.file_by_file import FileByFile

if TYPE_CHECKING:
    from tests.support.stores import Place, SpareDatabase

# A loaded machine answers late without being wrong; time is measured where it is promised. New
# examples are tried at every run, so fewer at a time only take longer to find the rare ones.
settings.register_profile(
    "any_machine", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any_machine")

IN_MEMORY = Path("/dev/shm")  # noqa: S108  # what stands in it is named by tempfile
ROOM_BYTES = 2**31


def _keep_files_in_memory() -> None:
    """Make all temporary folders where no disk is waited for, if there is room and programs run.

    Databases make and delete thousands of files: on a disk that takes half of their time.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return
    may_run = not os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC
    if may_run and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


_keep_files_in_memory()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected: all of it stays, and a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse ids with an address in memory, and put files with slow tests before the others.

    No two workers of pytest-xdist agree on such ids. A worker takes file after file: a long one
    that comes last would keep all others waiting.
    """
    changing = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if changing:
        raise pytest.UsageError(f"give these tests ids that stay: {changing}")
    long = {item.path for item in items if any(map(item.get_closest_marker, ("browser", "slow")))}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Fork the workers where that is possible."""
    if sys.platform == "linux":
        forked_workers.fork_workers(config.invocation_params.args)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileByFile | None:
    """Let few workers have a browser where each takes file after file."""
    return FileByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Collect garbage as rarely as the server does: Python's own pace takes a twentieth of all.

    What the collection of tests has left is kept, without looking first for what could go.
    """
    gc.freeze()
    gc_tuning.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A running PostgreSQL; in CI its absence is a failure, elsewhere the test is skipped."""
    if postgres.binary("initdb") is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed here (Debian: postgresql)")
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def spare_database(postgres_server: str) -> Iterator[SpareDatabase]:
    """A database without rows for one test after the other."""
    from tests.support import stores  # noqa: PLC0415  # late, as for ``place``

    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as session:
        yield stores.SpareDatabase(postgres_server, session)


# A database server is another program, which make quick does not start.
@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place for a history store: an empty folder for SQLite, or a database of PostgreSQL.

    The database has the tables of a store already, and no rows.
    """
    # not in the process that only hands tests to others: it would wait for pandas
    from tests.support import stores  # noqa: PLC0415

    if request.param == "sqlite":
        yield stores.Place(tmp_path / "data", None)
        return
    with request.getfixturevalue("spare_database").lent() as url:
        yield stores.Place(tmp_path / "data", url)


@pytest.fixture
def in_file(tmp_path: Path) -> Place:
    """An empty place in a file, for what only calls the store: its methods are tested in both."""
    from tests.support import stores  # noqa: PLC0415  # late, as for ``place``

    return stores.Place(tmp_path / "data", None)
