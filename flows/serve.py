"""Server, dashboard and scheduled deployments in one process group; Ctrl-C or SIGTERM takes all of it down again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from flows import prefect_environment
from flows.errors import OperationError
from flows.prefect_start import SERVER_FILE, answers
from flows.settings import Settings

HOST = "127.0.0.1"
START_SECONDS = 180
STOP_SECONDS = 20
POLL_SECONDS = 0.3


def serve_forever(settings: Settings, console: Console, *, port: int) -> None:
    """Bring up everything and stay until told to stop.

    Uses the server that PREFECT_API_URL names, where it is set, and starts its own otherwise.

    Raises OperationError when the port is taken or the server does not come up.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    prefect_environment.apply(settings.home)
    signal.signal(signal.SIGTERM, _as_interrupt)
    named = os.environ.get("PREFECT_API_URL")
    if named:
        if not answers(named):
            raise OperationError(
                f"PREFECT_API_URL names {named}, which does not answer; unset it to start a server here"
            )
        _run_deployments(console, named)
        return
    with own_server(settings.home, console, port) as url:
        os.environ["PREFECT_API_URL"] = url
        _run_deployments(console, url)


@contextmanager
def own_server(home: Path, console: Console, port: int) -> Iterator[str]:
    """A Prefect server as a child process, healthy; its address stands in home while it runs."""
    if is_taken(port):
        raise OperationError(
            f"port {port} is in use; stop what listens there, or choose another: defectorwatch serve --port N"
        )
    url = f"http://{HOST}:{port}/api"
    environment = {**os.environ, "PREFECT_SERVER_API_PORT": str(port), "PREFECT_SERVER_API_HOST": HOST}
    log = (home / "server.log").open("ab")
    # A session of its own: Ctrl-C reaches this process alone, which then stops the server last.
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        with console.status("Starting the Prefect server ..."):
            wait_until_healthy(server, url, log_path=home / "server.log")
        (home / SERVER_FILE).write_text(url, encoding="utf-8")
        yield url
    finally:
        (home / SERVER_FILE).unlink(missing_ok=True)
        stop(server)
        log.close()


def wait_until_healthy(server: subprocess.Popen[bytes], url: str, *, log_path: Path) -> None:
    """Return once the API answers.

    Raises OperationError when the server ended or took longer than START_SECONDS.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise OperationError(f"the Prefect server ended with status {server.returncode}; its log: {log_path}")
        if answers(url):
            return
        time.sleep(POLL_SECONDS)
    raise OperationError(f"the Prefect server was not ready after {START_SECONDS} s; its log: {log_path}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server kindly, then firmly."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def is_taken(port: int) -> bool:
    """Whether something listens on this port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _run_deployments(console: Console, url: str) -> None:
    import prefect

    from flows.deployments import deployments, ensure_automations

    ensure_automations()
    served = deployments()
    dashboard = url.removesuffix("/api")
    console.print(f"dashboard: {dashboard}", highlight=False)
    for one in served:
        schedule = ", ".join(str(getattr(s.schedule, "cron", s.schedule)) for s in one.schedules or [])
        console.print(f"  {one.flow_name}/{one.name}: {schedule or 'by hand'}", highlight=False)
    console.print(f"artifacts: {dashboard}/artifacts", highlight=False)
    console.print("Ctrl-C stops all of it.", highlight=False)
    # Not paused on the way out: a restart goes on where it stopped, and CANCEL_NEW drops what piled up.
    prefect.serve(*served, pause_on_shutdown=False, print_starting_message=False)
    console.print("stopped")


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
