"""The deployments that `serve` runs and deploy/prefect.yaml repeats for a work pool; a test holds the two together."""

import asyncio
from datetime import timedelta

from prefect.automations import Automation
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.schedules import Cron

from flows.backfill import backfill
from flows.poll_feeds import poll_feeds
from flows.publish_report import publish_report
from flows.reextract import reextract

POLL_CRON = "*/15 * * * *"
REPORT_CRON = "5 6 * * *"
TAG = "defectorwatch"
HEARTBEAT_LOST = timedelta(seconds=90)
"""Three heartbeats of the shortest interval Prefect allows."""
ZOMBIES = "defectorwatch: runs without a heartbeat"
ONE_ENDS_NEW = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
ONE_QUEUES_NEW = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)


def deployments() -> list[RunnerDeployment]:
    """All four, as served from this process."""
    return [
        RunnerDeployment.from_flow(
            poll_feeds,
            "scheduled",
            schedule=Cron(POLL_CRON, timezone="UTC"),
            parameters={"due_only": True},
            tags=[TAG],
            concurrency_limit=ONE_ENDS_NEW,
            description="Polls the feeds that are due. Results: artifacts poll-summary, new-statistics, feed-health.",
        ),
        RunnerDeployment.from_flow(
            backfill,
            "manual",
            tags=[TAG],
            concurrency_limit=ONE_QUEUES_NEW,
            description="Fills a window of days. Start it with Run > Custom run and choose the days.",
        ),
        RunnerDeployment.from_flow(
            reextract,
            "manual",
            tags=[TAG],
            concurrency_limit=ONE_QUEUES_NEW,
            description="Reads the kept pages again by today's rules.",
        ),
        RunnerDeployment.from_flow(
            publish_report,
            "daily",
            schedule=Cron(REPORT_CRON, timezone="UTC"),
            tags=[TAG],
            description="Writes the report page and its artifact.",
        ),
    ]


def ensure_automations() -> None:
    """Let a run that lost its heartbeat be called crashed, so that its deployment goes on; writing it twice is once."""
    asyncio.run(_ensure(zombie_automation()))


def zombie_automation() -> Automation:
    """The rule of deploy/automations/zombies.yaml: no heartbeat for 90 seconds means that the run is dead."""
    beat = "prefect.flow-run.heartbeat"
    ends = ("Completed", "Failed", "Cancelled", "Crashed")
    return Automation(
        name=ZOMBIES,
        trigger=EventTrigger(
            after={beat},
            expect={beat, *(f"prefect.flow-run.{end}" for end in ends)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=HEARTBEAT_LOST,
        ),
        actions=[
            ChangeFlowRunState(name=None, force=False, state=StateType.CRASHED, message="No heartbeat for 90 seconds")
        ],
    )


async def _ensure(automation: Automation) -> None:
    try:
        await Automation.aread(name=automation.name)
    except ValueError:  # there is none of that name
        await automation.acreate()


if __name__ == "__main__":
    ensure_automations()
