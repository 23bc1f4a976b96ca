"""The files beside feeds.toml in (official series, corrections), their rows in the ledger out; nothing else is read."""

from pathlib import Path

from flows.settings import utc_now
from storage.archive import Archive
from storage.corrections import CorrectionsApplied, read_corrections
from storage.reference import read_reference

REFERENCE_FOLDER = "reference"
CORRECTIONS_FILE = "corrections.toml"


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
