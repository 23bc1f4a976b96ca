"""What deploy/ registers is what `defectorwatch serve` runs, and every parameter in it exists."""

import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import prefect_environment

ROOT = Path(__file__).parents[2]


def registered() -> list[dict[str, Any]]:
    document = yaml.safe_load((ROOT / "deploy" / "prefect.yaml").read_text(encoding="utf-8"))
    deployments: list[dict[str, Any]] = document["deployments"]
    return deployments


@pytest.fixture(scope="module", autouse=True)
def _prefect_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ.setdefault("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))


def test_the_environment_file_carries_the_settings_of_the_command_line() -> None:
    lines = (ROOT / "deploy" / "prefect.env").read_text(encoding="utf-8").splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert pairs == prefect_environment.SETTINGS


def test_the_pool_gets_the_deployments_that_serve_runs() -> None:
    from flows.deployments import deployments

    def shape(name: str, flow: str, schedules: list[str], parameters: dict[str, Any], strategy: str | None) -> Any:
        return (flow, name, schedules, parameters, strategy)

    served = sorted(
        shape(
            one.name,
            one.entrypoint.rpartition(":")[2] if one.entrypoint else "",
            [str(getattr(schedule.schedule, "cron", "")) for schedule in one.schedules or []],
            one.parameters,
            one.concurrency_options.collision_strategy.value if one.concurrency_options else None,
        )
        for one in deployments()
    )
    in_file = sorted(
        shape(
            one["name"],
            one["entrypoint"].rpartition(":")[2],
            [schedule["cron"] for schedule in one.get("schedules", [])],
            one["parameters"],
            one.get("concurrency_limit", {}).get("collision_strategy"),
        )
        for one in registered()
    )
    assert in_file == served


@pytest.mark.parametrize("deployment", registered(), ids=lambda one: f"{one['entrypoint']} {one['name']}")
def test_every_parameter_that_is_registered_exists(deployment: dict[str, Any]) -> None:
    from prefect.flows import load_flow_from_entrypoint

    flow: Any = load_flow_from_entrypoint(str(ROOT / deployment["entrypoint"]))
    assert set(deployment["parameters"]) <= set(inspect.signature(flow.fn).parameters)


def test_the_automation_file_is_the_rule_that_serve_sets() -> None:
    from flows.deployments import zombie_automation

    in_file = yaml.safe_load((ROOT / "deploy" / "automations" / "zombies.yaml").read_text(encoding="utf-8"))
    from prefect.automations import Automation

    assert Automation(**in_file).model_dump(exclude={"id"}) == zombie_automation().model_dump(exclude={"id"})


def test_the_server_of_this_prefect_can_be_built() -> None:
    """Some releases of FastAPI break Prefect's server while `import prefect` still works."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from prefect.server.api.server import create_app; create_app()"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
