"""Tuning of Python's garbage collector, and of the memory that the C library holds."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

# A page run creates some ten thousand objects, and nearly all of them die with it. A collection
# per 700 new objects, Python's default, takes a tenth of the run.
_NEW_OBJECTS_PER_COLLECTION: Final = 20_000

# Parameters of ``mallopt`` in glibc's malloc.h, and what is set.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
# One thread at a time runs Python, so two heaps are enough not to wait for one another.
_HEAPS: Final = 2
_FREE_AT_THE_END: Final = 2**20  # bytes


def freeze() -> None:
    """Exclude everything imported so far from garbage collection, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_PER_COLLECTION, *gc.get_threshold()[1:])


def keep_few_heaps() -> None:
    """Let the threads share two heaps of the C library (glibc), without much free at their ends.

    By default there are eight for each core, and each keeps at its end up to twice of what was
    once freed at one stroke. Before other threads begin: a heap that exists stays.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return
    set_option(_ARENA_MAX, _HEAPS)
    set_option(_TRIM_THRESHOLD, _FREE_AT_THE_END)
    set_option(_MMAP_THRESHOLD, _FREE_AT_THE_END)


def release_free_memory() -> None:
    """Return free memory to the operating system where pyarrow or the C library (glibc) holds it.

    It does not block other Python threads.
    """
    import pyarrow as pa  # noqa: PLC0415  # not before the server responds

    pa.default_memory_pool().release_unused()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return
    trim(0)
