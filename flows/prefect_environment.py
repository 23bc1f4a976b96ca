"""Prefect's own settings as the variables it reads; applied before Prefect is imported, never over the operator's.

Why each stands here is measured and told in DESIGN.md, Prefect. deploy/prefect.env carries the same ones for servers
and workers that are started without this command line; a test holds the two together.
"""

import os
from pathlib import Path

SETTINGS: dict[str, str] = {
    # Nothing is sent outside.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the second UI calls an analytics host from the viewer's browser
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # A first start creates and migrates a database; the default of 20 s is what it takes.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Written in batches, a task run costs the server 16 ms of CPU instead of 40.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    # A killed worker must not wedge a deployment.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # Old runs go, as old events do.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}


def apply(home: Path) -> None:
    """Set what the operator has not set; Prefect keeps its database and leases in `home`/prefect."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str((home / "prefect").absolute()))
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # the server will not make more than one level
