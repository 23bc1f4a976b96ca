"""What lies beside feeds.toml (official series, corrections) and what a run appended in, a settled ledger out.

Copies are counted as one witness, official values stand beside what is reported, people's rulings hold again.
"""

from pathlib import Path

from prefect import task

from flows.progress import name_this_task, say
from flows.run import RunScope
from flows.settings import utc_now
from flows.tasks import STORAGE_RETRY
from storage.archive import Archive
from storage.corrections import CorrectionsApplied, read_corrections
from storage.reference import read_reference

REFERENCE_FOLDER = "reference"
CORRECTIONS_FILE = "corrections.toml"


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


def load_official(archive: Archive, folder: Path) -> int:
    """Append the official values of a folder of CSV files; how many were new. A missing folder holds none."""
    return archive.load_reference(read_reference(folder), at=utc_now()) if folder.is_dir() else 0


def apply_rulings(archive: Archive, file: Path) -> CorrectionsApplied:
    """Apply a corrections file; a missing one rules on nothing."""
    return archive.apply_corrections(read_corrections(file) if file.is_file() else (), at=utc_now())


def unmatched_lines(ruled: CorrectionsApplied) -> list[str]:
    """A line for each correction that no longer finds its statement."""
    return [
        f"correction without a statement: {one.ruling} “{one.quote[:80]}” ({one.reason})" for one in ruled.unmatched
    ]
