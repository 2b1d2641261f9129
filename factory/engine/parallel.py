"""Steps that run at the same time: threads, because stations wait for processes and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_together(
    tasks: Sequence[Task],
    run: Callable[[Task], Result],
    max_parallel: int,
    cancel: Callable[[], None],
) -> Iterator[tuple[Task, Result]]:
    """Runs `tasks` by `run`, at most `max_parallel` at once, and yields each as it ends.

    Whatever ends the iteration early (an interrupt, an error of the consumer) cancels the tasks that have not
    begun and calls `cancel`, which must make the running ones end.
    """
    if not tasks:
        return
    pool = ThreadPoolExecutor(max_workers=max_parallel, thread_name_prefix="mity-step")
    finished = False
    try:
        futures = {pool.submit(run, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], future.result()
        finished = True
    finally:
        if not finished:
            cancel()
        pool.shutdown(wait=True, cancel_futures=True)
