"""What the ledger knows in, rich tables on the terminal out; text from outside is printed as text, never as markup."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.wording import WHY_TOLD, amount, number, period, several, subject
from storage.views import FigureStory, FigureView, SeriesPoint

STATE_STYLES = {"official": "green", "corroborated": "green", "disputed": "yellow", "contradicted": "red"}
KEY_LENGTH = 10


def figures_table(figures: Sequence[FigureView], title: str) -> Table:
    """Figures with what, period, who says so, quote and link."""
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("figure", no_wrap=True)
    for name in ("what", "period", "who says so", "state"):
        table.add_column(name)
    table.add_column("quote and link", ratio=1)
    for figure in figures:
        quote = Text(f"“{figure.sentence}”\n")
        if figure.state in WHY_TOLD:
            quote.append(f"{figure.why}\n", style=STATE_STYLES[figure.state])
        quote.append(f"{figure.url}  ({figure.key[:KEY_LENGTH]})", style="dim")
        span = period(figure.period_start, figure.period_end)
        table.add_row(
            Text(amount(figure)), Text(subject(figure)), span, Text(figure.attribution or ""), state_text(figure), quote
        )
    return table


def series_table(points: Sequence[SeriesPoint], title: str) -> Table:
    """A series, a row for each period."""
    table = Table(title=title, title_justify="left")
    table.add_column("period", no_wrap=True)
    for name in ("value", "lowest", "highest"):
        table.add_column(name, justify="right")
    for name in ("state", "source"):
        table.add_column(name)
    table.add_column("rivals")
    table.add_column("why", ratio=1)
    for point in points:
        value = number(point.value) if point.value is not None else f"{number(point.low)} to {number(point.high)}"
        state = Text(point.state, style=STATE_STYLES.get(point.state, ""))
        rivals = ", ".join(amount(rival) for rival in point.rivals)
        span = period(point.slot.period_start, point.slot.period_end)
        extremes = (number(point.lowest), number(point.highest))
        table.add_row(span, value, *extremes, state, Text(point.source), Text(rivals), Text(point.why))
    return table


def figure_story(console: Console, story: FigureStory) -> None:
    """A figure's whole story, part by part."""
    figure = story.figure
    console.print(figures_table([figure], f"Figure {figure.key}"))
    console.print(Text(f"{figure.state or 'not judged'}: {figure.why or ''}"), soft_wrap=True)
    counted = f"{several(figure.sightings, 'statement')} in {several(figure.documents, 'document')}"
    counted += f", {several(figure.sources, 'independent source')}"
    console.print(Text(f"{counted}: {', '.join(figure.witnesses)}"), soft_wrap=True)
    if story.official:
        console.print(official_table(story))
    if story.rivals:
        console.print(figures_table(story.rivals, "Rivals"))
    if story.beside:
        console.print(figures_table(story.beside, "Beside it"))
    if story.checks:
        console.print(checks_table(story))
    console.print(statements_table(story))


def official_table(story: FigureStory) -> Table:
    """What the authority gave, oldest first."""
    table = Table(title="Official values", title_justify="left")
    table.add_column("value", justify="right")
    for name in ("status", "published", "source"):
        table.add_column(name)
    for value in story.official:
        source = Text(f"{value.source_name} {value.source_url}")
        table.add_row(number(value.value), value.status, str(value.published_on or ""), source)
    return table


def checks_table(story: FigureStory) -> Table:
    """The sums that were redone."""
    table = Table(title="Checks", title_justify="left")
    for name in ("check", "outcome"):
        table.add_column(name)
    table.add_column("should be", justify="right")
    table.add_column("why", ratio=1)
    for check in story.checks:
        expected = number(check.expected) if check.expected is not None else ""
        table.add_row(check.kind.replace("_", " "), check.outcome.replace("_", " "), expected, Text(check.why))
    return table


def statements_table(story: FigureStory) -> Table:
    """Every statement that stands behind the figure."""
    table = Table(title="Statements", title_justify="left", show_lines=True)
    for name in ("published", "publisher", "who says so"):
        table.add_column(name)
    table.add_column("quote and link", ratio=1)
    for one in story.statements:
        quote = Text(f"“{one.sentence}”\n")
        quote.append(f"{one.url}, characters {one.start} to {one.end}, rule {one.rule}", style="dim")
        day = f"{one.published:%Y-%m-%d}" if one.published else f"read {one.seen_at:%Y-%m-%d}"
        table.add_row(day, Text(one.publisher), Text(one.attribution or ""), quote)
    return table


def state_text(figure: FigureView) -> Text:
    """The state of a figure, coloured."""
    return Text(figure.state or "", style=STATE_STYLES.get(figure.state or "", ""))
