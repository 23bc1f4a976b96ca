"""What a run appended in, a settled ledger out: copies count as one witness, official values and rulings hold again."""

from prefect import task

from flows.ledger import CORRECTIONS_FILE, REFERENCE_FOLDER, apply_rulings, load_official, unmatched_lines
from flows.progress import name_this_task, say
from flows.run import RunScope
from flows.tasks import STORAGE_RETRY


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
