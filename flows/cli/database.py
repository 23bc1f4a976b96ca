"""The `db` commands: upgrade, check, backup, restore and prune; each says in one sentence what it did."""

import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from flows.console import open_console
from flows.errors import OperationError
from flows.settings import load_settings, utc_now
from storage.archive import Archive


def upgrade() -> None:
    """Bring the database to the schema of this version, rows kept; an empty one is set up."""
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    Archive.upgrade(settings.database)
    open_console().print(f"{settings.database} is at the newest schema", markup=False, soft_wrap=True)


def check() -> None:
    """Say what the database holds and what is wrong with it; the exit status is 1 when something is."""
    with Archive.open(load_settings().database, create=False) as archive:
        counts, faults = archive.counts(), archive.check()
    console = open_console()
    for name, number in asdict(counts).items():
        console.print(f"{name:>12} {number:,}")
    for fault in faults:
        console.print(fault, markup=False, soft_wrap=True)
    console.print("sound" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


def backup(file: Path, /) -> None:
    """Copy everything into a new SQLite file while others go on writing, and count it there.

    Parameters
    ----------
    file
        The file to write; it must not exist.
    """
    with Archive.open(load_settings().database, create=False) as archive:
        copied = archive.backup(file)
    open_console().print(f"{sum(copied.rows.values()):,} rows copied to {file} and counted there", markup=False)


def restore(file: Path, /) -> None:
    """Copy a backup into the database of the settings, which must hold nothing yet.

    Parameters
    ----------
    file
        A file that `db backup` wrote.
    """
    with Archive.open(load_settings().database) as archive:
        copied = archive.restore(file)
    open_console().print(f"{sum(copied.rows.values()):,} rows restored from {file}", markup=False)


def prune(
    *,
    older_than_days: Annotated[
        int | None, Parameter(help="let go of pages fetched before that", validator=Number(gte=1))
    ] = None,
    keep_mb: Annotated[
        int | None, Parameter(help="let go of the oldest pages beyond this size", validator=Number(gte=0))
    ] = None,
    quoted: Annotated[bool, Parameter(negative="", help="also pages behind a statement")] = False,
) -> None:
    """Let go of raw pages by age or size; statements, texts and figures always stay."""
    if older_than_days is None and keep_mb is None:
        raise OperationError("say what to let go: --older-than-days N, --keep-mb N, or both")
    before = utc_now() - timedelta(days=older_than_days) if older_than_days is not None else None
    size = keep_mb * 1_000_000 if keep_mb is not None else None
    with Archive.open(load_settings().database, create=False) as archive:
        pruned = archive.prune_pages(fetched_before=before, keep_bytes=size, quoted=quoted)
    open_console().print(f"{pruned.bodies:,} raw pages let go, {pruned.bytes:,} bytes")
