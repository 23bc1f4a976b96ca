"""`figures`, `verify` and the `db` commands: a filter in, a table or JSON lines of what is known out."""

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import Annotated

from cyclopts import Parameter

from flows.console import open_console
from flows.settings import load_settings
from parsers.records import Event, Measure, Sex

Json = Annotated[bool, Parameter(name="--json", negative="", help="JSON lines instead of a table")]


def figures(
    *,
    event: Event | None = None,
    measure: Measure | None = None,
    destination: Annotated[str | None, Parameter(help="two-letter country code")] = None,
    sex: Sex | None = None,
    group: str | None = None,
    publisher: str | None = None,
    since: Annotated[date | None, Parameter(help="periods that start on this day or later")] = None,
    until: Annotated[date | None, Parameter(help="periods that end on this day or earlier")] = None,
    limit: int | None = None,
    as_json: Json = False,
) -> None:
    """Show the figures that are known, newest period first."""
    from flows.tables import figures_table
    from storage.archive import Archive
    from storage.figures import FigureFilter

    wanted = FigureFilter(
        event=event,
        measure=measure,
        destination=destination,
        sex=sex,
        group=group,
        publisher=publisher,
        since=since,
        until=until,
        limit=limit,
    )
    with Archive.open(load_settings().database, create=False) as archive:
        found = archive.figures(wanted)
    if as_json:
        for figure in found:
            print(json.dumps(asdict(figure), ensure_ascii=False, default=str))
        return
    console = open_console()
    console.print(figures_table(found, f"{len(found)} figures") if found else "No figure matches.")


def verify() -> None:
    """Prove that every quote stands at its offsets in the bytes that were kept; exit status 1 when one does not."""
    from storage.archive import Archive

    with Archive.open(load_settings().database, create=False) as archive:
        verified = archive.verify()
    console = open_console()
    console.print(
        f"{verified.sightings} statements in {verified.pages} pages looked at, {len(verified.unproven)} unproven"
    )
    for one in verified.unproven:
        console.print(f"  {one}", markup=False)
    sys.exit(1 if verified.unproven else 0)


def db_upgrade() -> None:
    """Bring the database to the schema of this version, rows kept; an empty one is set up."""
    from storage.engine import Database
    from storage.schema import upgrade

    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database, create=True)
    try:
        upgrade(database)
    finally:
        database.close()
    open_console().print(f"{settings.database} is at the newest schema", markup=False, soft_wrap=True)


def db_check() -> None:
    """Say whether the database can be used, and what it holds."""
    from storage.archive import Archive

    settings = load_settings()
    with Archive.open(settings.database, create=False) as archive:
        counts = archive.counts()
    console = open_console()
    for name, number in asdict(counts).items():
        console.print(f"{name:>12} {number:,}")
