"""`figures`, `series`, `verify`, `reference`, `corrections` and `export`: a question in, a table or JSON lines out."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from flows.atom import atom_feed
from flows.console import open_console
from flows.errors import OperationError
from flows.faults import ProgramError
from flows.ledger import CORRECTIONS_FILE, REFERENCE_FOLDER, apply_rulings, load_official, unmatched_lines
from flows.ledger_tables import figure_story, figures_table, series_table
from flows.reading import read_body
from flows.settings import load_settings, utc_now
from flows.wording import several
from parsers.errors import PageParseError
from parsers.records import Event, Measure, Scope, Sex
from storage.archive import Archive
from storage.exports import FORMATS, Format, written
from storage.figures import FigureFilter
from storage.series import Grain
from storage.standing import State
from storage.views import KeptPage

Json = Annotated[bool, Parameter(name="--json", negative="", help="JSON lines instead of a table")]
AsOf = Annotated[date | None, Parameter(help="as it was known at the end of that day")]
Country = Annotated[
    str | None,
    Parameter(
        help="two-letter code of where they came to, live or are held",
        converter=lambda _type, tokens: tokens[0].value.upper(),
    ),
]
ATOM_FILE = "figures.atom"
ATOM_ENTRIES = 200

figures_app = App(name="figures", help="Show the figures that are known, newest period first.")


@figures_app.default
def figures(
    *,
    event: Event | None = None,
    measure: Measure | None = None,
    destination: Country = None,
    sex: Sex | None = None,
    group: str | None = None,
    publisher: str | None = None,
    state: State | None = None,
    since: Annotated[date | None, Parameter(help="periods that start on this day or later")] = None,
    until: Annotated[date | None, Parameter(help="periods that end on this day or earlier")] = None,
    as_of: AsOf = None,
    limit: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    as_json: Json = False,
) -> None:
    """Show the figures that are known, newest period first."""
    wanted = FigureFilter(
        event=event,
        measure=measure,
        destination=destination,
        sex=sex,
        group=group,
        publisher=publisher,
        state=state,
        since=since,
        until=until,
        limit=limit,
    )
    with _archive() as archive:
        found = archive.figures(wanted, as_of=as_of)
    if as_json:
        _print_lines([asdict(figure) for figure in found])
    else:
        open_console().print(figures_table(found, several(len(found), "figure")) if found else "No figure matches.")


@figures_app.command(name="show")
def show_figure(key: str, /, *, as_of: AsOf = None, as_json: Json = False) -> None:
    """Show one figure with all its statements, rivals, checks and official values.

    Parameters
    ----------
    key
        Its key, or as many of the first characters as tell it apart.
    """
    with _archive() as archive:
        story = archive.figure(key, as_of=as_of)
    if as_json:
        _print_lines([asdict(story)])
    else:
        figure_story(open_console(), story)


def series(
    *,
    event: Event = "arrival",
    by: Annotated[Grain, Parameter(help="length of a period")] = "year",
    destination: Country = "KR",
    sex: Sex = "all",
    group: str = "all",
    scope: Scope = "period",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show one series: for each period the figure held best, why, and its rivals."""
    with _archive() as archive:
        points = archive.series(
            event=event, grain=by, destination=destination, sex=sex, group=group, scope=scope, as_of=as_of
        )
    if as_json:
        _print_lines([asdict(point) for point in points])
    else:
        title = f"{event} in {destination or 'any country'}, by {by}" + (f", as known on {as_of}" if as_of else "")
        open_console().print(series_table(points, title) if points else "Nothing is known of this series.")


def verify() -> None:
    """Prove that every quote stands at its offsets, in the stored text and in the bytes that were kept.

    The exit status is 1 when one does not.
    """
    with _archive() as archive:
        verified = archive.verify(_read_again)
    console = open_console()
    looked_at = f"{several(verified.sightings, 'statement')} looked at, {several(verified.pages, 'page')} read again"
    console.print(f"{looked_at}, {len(verified.unproven)} unproven")
    for one in verified.unproven:
        console.print(f"  {one.url}: {one.reason} (statement {one.sighting[:12]})", markup=False, soft_wrap=True)
    sys.exit(1 if verified.unproven else 0)


def load_reference(
    folder: Annotated[Path | None, Parameter(help="folder of CSV files; else beside feeds.toml")] = None,
) -> None:
    """Load official series; values that are known already add nothing."""
    place = folder or load_settings().feeds.parent / REFERENCE_FOLDER
    if not place.is_dir():
        raise OperationError(f"{place}: no such folder; name one that holds series as CSV files")
    with _archive() as archive:
        new = load_official(archive, place)
    open_console().print(f"{new} new official values from {place}", markup=False)


def apply_corrections(
    file: Annotated[Path | None, Parameter(help="a corrections.toml; else the one beside feeds.toml")] = None,
) -> None:
    """Apply people's rulings on statements, and say which of them match nothing any more."""
    place = file or load_settings().feeds.parent / CORRECTIONS_FILE
    if not place.is_file():
        raise OperationError(f"{place}: no such file; name a corrections.toml")
    with _archive() as archive:
        ruled = apply_rulings(archive, place)
    console = open_console()
    counted = f"{several(ruled.statements, 'statement')} ruled on, {several(ruled.new, 'ruling')} new"
    console.print(f"{counted}, {ruled.withdrawn} withdrawn")
    for line in unmatched_lines(ruled):
        console.print(line, markup=False, soft_wrap=True)


def export(
    *,
    to: Annotated[Path, Parameter(help="folder to write into")],
    formats: Annotated[
        tuple[Format, ...], Parameter(name="--format", negative="", help="may be repeated; all else")
    ] = FORMATS,
    since: Annotated[date | None, Parameter(help="first day of the Atom feed of new figures")] = None,
) -> None:
    """Write all statements and figures with a datapackage.json, and an Atom feed of new figures."""
    now = utc_now()
    start = datetime.combine(since or now.date().replace(day=1), time(), tzinfo=UTC)
    with _archive() as archive:
        exported = archive.export(to, formats=formats, at=now, licence=load_settings().licence)
        draft = to / f"{ATOM_FILE}.part"
        newest = archive.new_figures(since=start)[::-1][:ATOM_ENTRIES]
        draft.write_bytes(atom_feed(newest, archive.revisions(since=start), at=now))
        draft.replace(to / ATOM_FILE)
    console = open_console()
    for name, rows in exported.rows.items():
        console.print(f"{rows:>10,} {name}")
    for file in (*exported.files, to / ATOM_FILE):
        console.print(str(file), markup=False)


def _archive() -> Archive:
    return Archive.open(load_settings().database, create=False)


def _read_again(page: KeptPage) -> str:
    try:
        article = read_body(
            page.body, url=page.url, content_type=page.content_type, fetched_at=page.fetched_at, zone=None, gate=False
        )
    except (PageParseError, ProgramError):
        return ""
    return article.text


def _print_lines(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(_json_ready(row), ensure_ascii=False))


def _json_ready(value: Any) -> Any:
    """Values as exports write them, however deep they lie."""
    if isinstance(value, dict):
        return {name: _json_ready(one) for name, one in value.items()}
    return [_json_ready(one) for one in value] if isinstance(value, (list, tuple)) else written(value)
