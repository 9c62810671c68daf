"""Tuning of Python's garbage collector, and of the memory that the C library holds."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

# A page run creates some ten thousand objects, and nearly all of them die with it. A collection
# per 700 new objects, Python's default, takes a tenth of the run.
_NEW_OBJECTS_PER_COLLECTION: Final = 20_000


def freeze() -> None:
    """Exclude everything imported so far from garbage collection, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_PER_COLLECTION, *gc.get_threshold()[1:])


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
