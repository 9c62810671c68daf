"""Threads share few heaps of the C library, and what one of them frees goes back to the system."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

HAS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_info")

# Eight threads at a time take memory and free it; malloc_info then lists the heaps that there are.
THREADS = """
import ctypes, threading
from server.gc_tuning import keep_few_heaps
keep_few_heaps()
together = threading.Barrier(8)
def work():
    together.wait()
    kept = [bytearray(10_000) for _ in range(500)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library = ctypes.CDLL(None)
library.malloc_info(0, ctypes.c_void_p.in_dll(library, "stdout"))
library.fflush(None)
"""


@pytest.mark.skipif(not HAS_GLIBC, reason="mallopt is glibc's")
def test_threads_share_two_heaps_which_keep_little_of_what_was_freed() -> None:
    printed = subprocess.check_output([sys.executable, "-c", THREADS], text=True)
    assert 1 <= printed.count("<heap ") <= 2
    total = printed.rpartition("</heap>")[2]
    size = int(total.partition('<system type="current" size="')[2].partition('"')[0])
    assert size < 20e6  # 40 MB were there at once
