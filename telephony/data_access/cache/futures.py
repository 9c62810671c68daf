"""Futures that are done already, for answers that need no asking."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


def done(value: T) -> Future[T]:
    """A future that holds ``value``."""
    future: Future[T] = Future()
    future.set_result(value)
    return future


def failed(error: Exception) -> Future[Any]:
    """A future that raises ``error``."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future
