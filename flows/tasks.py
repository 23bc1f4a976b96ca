"""What all tasks share: how they are retried and how work is cut into them; no work is done here."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from storage.errors import StorageError

Piece = TypeVar("Piece")


async def is_storage_fault(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only a database that was busy or away is worth another try: faults of the network are data, not exceptions."""
    fault = await state.aresult(raise_on_failure=False)
    return isinstance(fault, StorageError)


STORAGE_RETRY: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": [2, 10, 30],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": is_storage_fault,
    "cache_policy": NO_CACHE,
}


def threads(count: int) -> TaskRunner[PrefectFuture[Any]]:
    """Task runs side by side in this process: they wait for the network and for the database."""
    return cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=count))  # invariant in its future


def in_groups(pieces: Sequence[Piece], *, most: int) -> list[list[Piece]]:
    """At most `most` groups of nearly equal size, dealt out in turn so that one host is spread over groups."""
    count = min(most, len(pieces))
    return [list(pieces[start::count]) for start in range(count)]
