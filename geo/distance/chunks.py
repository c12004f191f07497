"""Long rows of work done in chunks, by all cores, and stopped between them."""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final, TypeVar

from geo.progress import Progress, silent

T = TypeVar("T")

WORKERS: Final = os.cpu_count() or 1


def _drop(result: object) -> None:
    """Take a result that is nothing."""


def in_chunks(
    total: int,
    size: int,
    work: Callable[[slice], T],
    take: Callable[[T], object] = _drop,
    progress: Progress = silent,
) -> None:
    """Do work on a row of chunks in threads, and take the results in order.

    NumPy and SciPy let other threads run while they compute, so this uses all cores.

    Parameters
    ----------
    total, size
        Rows in all, and at most in one chunk.
    work
        Called in a thread with each chunk of rows.
    take
        Called in this thread with each result, in the order of the chunks.
    progress
        Called in this thread after each result with the fraction done. When it raises,
        chunks not yet begun are left.
    """
    chunks = (slice(start, min(start + size, total)) for start in range(0, total, size))
    pool = ThreadPoolExecutor(WORKERS)
    try:
        # Few at a time, as results that wait to be taken take memory.
        ahead: deque[tuple[slice, Future[T]]] = deque()
        ahead.extend((chunk, pool.submit(work, chunk)) for chunk in islice(chunks, 2 * WORKERS))
        while ahead:
            chunk, future = ahead.popleft()
            take(future.result())
            ahead.extend((after, pool.submit(work, after)) for after in islice(chunks, 1))
            progress(chunk.stop / total)
    finally:
        pool.shutdown(cancel_futures=True)
