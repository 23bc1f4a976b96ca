"""Prefect made ready for one command: a server that runs is joined, else an embedded one is started."""

import os
import time
from pathlib import Path
from uuid import UUID

from rich.console import Console

from flows import prefect_environment
from flows.console import HANDLER_SETTING, ProgressHandler
from flows.errors import OperationError

SERVER_FILE = "server-url"
"""Written by `serve` into home, so that other commands join its server."""
HEALTH_SECONDS = 2.0
RECORD_SECONDS = 15.0
RECORD_AT_ONCE = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "1",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "1",
}
STARTING = "Starting Prefect (the first start creates its database and takes some 20 seconds) ..."


def start_prefect(home: Path, console: Console) -> str:
    """Apply the settings and bring up a server for this process; returns what to tell the operator about it.

    Raises OperationError when PREFECT_API_URL names a server that does not answer.
    """
    prefect_environment.apply(home)
    os.environ.setdefault(HANDLER_SETTING, f"{ProgressHandler.__module__}.{ProgressHandler.__name__}")
    if "PREFECT_API_URL" not in os.environ and (served := running_server(home)):
        os.environ["PREFECT_API_URL"] = served
    if "PREFECT_API_URL" not in os.environ:
        os.environ.update(RECORD_AT_ONCE)  # a server that ends with this command has no later batch to wait for
    named = os.environ.get("PREFECT_API_URL")
    if not console.is_terminal:
        console.print(STARTING)
    with console.status(STARTING):
        fault = _fault()
    if fault is not None:
        raise OperationError(
            f"the Prefect server {named or 'embedded in this command'} does not answer ({fault}); "
            "start one with `defectorwatch serve`, or unset PREFECT_API_URL"
        )
    return f"Prefect is ready ({named or 'embedded'})"


def await_records(flow_run: UUID) -> None:
    """Wait until the server has written the run's tasks: an embedded one would take what is still queued with it."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run]))
    before, deadline = -1, time.monotonic() + RECORD_SECONDS
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            tasks = client.read_task_runs(flow_run_filter=wanted)
            if len(tasks) == before and all(task.state and task.state.is_final() for task in tasks):
                return
            before = len(tasks)
            time.sleep(0.5)


def _fault() -> Exception | None:
    """What keeps a client from its server; the first client of a process starts the embedded one."""
    from prefect.client.orchestration import get_client

    try:
        with get_client(sync_client=True) as client:
            return client.api_healthcheck()
    except RuntimeError as error:  # the embedded server did not come up
        return error


def running_server(home: Path) -> str | None:
    """The API address of a server that `serve` runs on this home, when it answers."""
    try:
        url = (home / SERVER_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return url if answers(url) else None


def answers(url: str) -> bool:
    """Whether a Prefect API is healthy at this address."""
    import httpx

    try:
        return httpx.get(f"{url}/health", timeout=HEALTH_SECONDS, trust_env=False).is_success
    except httpx.HTTPError:
        return False
