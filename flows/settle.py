"""The end that every run has: what it appended in, a settled ledger and the run's summary out.

Settled means that copies count as one witness and that official values and people's rulings hold again.
"""

from collections.abc import Sequence

from prefect import task

from flows.artifacts import publish_run
from flows.ledger import CORRECTIONS_FILE, REFERENCE_FOLDER, apply_rulings, load_official, unmatched_lines
from flows.progress import name_this_task, say
from flows.run import FeedLine, PageTally, RunScope, RunSummary, new_since
from flows.settings import utc_now
from flows.sources import load_sources
from flows.tasks import STORAGE_RETRY


def conclude(scope: RunScope, *, name: str, feeds: Sequence[FeedLine], pages: PageTally) -> RunSummary:
    """Settle the ledger, publish what the run came to, say it in one line, and give it to whoever called the run."""
    settle(scope)
    summary = RunSummary(
        name=name,
        started_at=scope.started_at,
        finished_at=utc_now(),
        feeds=tuple(feeds),
        pages=pages,
        new_figures=new_since(scope),
    )
    publish_run(scope.archive, load_sources(scope.settings.feeds), summary)
    say(summary.sentence)
    return summary


@task(name="settle the ledger", **STORAGE_RETRY)
def settle(scope: RunScope) -> None:
    """Bring the ledger up to date with what the run appended; doing it again changes nothing."""
    seeds = scope.settings.feeds.parent
    texts = scope.archive.settle()
    official = load_official(scope.archive, seeds / REFERENCE_FOLDER)
    ruled = apply_rulings(scope.archive, seeds / CORRECTIONS_FILE)
    name_this_task(
        f"{texts} new texts compared, {official} new official values, {ruled.statements} statements ruled on"
    )
    for line in unmatched_lines(ruled):
        say(line)
