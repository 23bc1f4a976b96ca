"""Lines for the person who watches a run, in the terminal and in the dashboard's log alike; no content of pages."""

import logging

from prefect.context import TaskRunContext
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

LOGGER = logging.getLogger("defectorwatch")


def say(line: str) -> None:
    """Log one line of progress, or several: to the run when there is one, else to this program's own logger."""
    try:
        get_run_logger().info(line)
    except MissingContextError:
        LOGGER.info(line)


def name_this_task(name: str) -> None:
    """Let the running task be called by what it found; without a task run nothing happens.

    Prefect names a task run from its parameters alone, before it starts. Each later state change carries the run's
    present name to the server, so the name set here is the one that the dashboard shows once the task has ended.
    """
    context = TaskRunContext.get()
    if context is not None:
        context.task_run.name = name
