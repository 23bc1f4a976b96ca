"""What a run came to, in; rich tables on the terminal out; text from outside is printed as text, never as markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.ledger_tables import figures_table
from flows.run import RunSummary

MOST_FIGURES = 50
UNREACHED = ("dns", "connect", "timeout")


def feeds_table(summary: RunSummary) -> Table:
    """A row for each feed of a run."""
    table = Table(title="Feeds", title_justify="left")
    for name in ("feed", "verdict"):
        table.add_column(name, no_wrap=True)
    for name in ("entries", "new"):
        table.add_column(name, justify="right")
    table.add_column("detail", ratio=1)
    for line in summary.feeds:
        style = "red" if line.failed else ""
        table.add_row(line.feed, Text(line.verdict, style=style), str(line.entries), str(line.new), Text(line.detail))
    return table


def print_summary(console: Console, summary: RunSummary, *, database: str, dashboard: str | None) -> None:
    """The end of a run: what is new, how the feeds fared, where to look next (`dashboard` where one runs)."""
    if summary.feeds:
        console.print(feeds_table(summary))
    if summary.new_figures:
        console.print(figures_table(summary.new_figures[:MOST_FIGURES], "New figures"))
    if len(summary.new_figures) > MOST_FIGURES:
        console.print(f"... and {len(summary.new_figures) - MOST_FIGURES:,} more; all of them: defectorwatch figures")
    console.print(summary.sentence, markup=False, soft_wrap=True)
    failed = [line for line in summary.feeds if line.failed]
    if failed:
        told = f"{len(failed)} of {len(summary.feeds)} feeds could not be read and will be tried again"
        console.print(f"{told}; the rest is complete.", soft_wrap=True)
    if failed and all(line.verdict in UNREACHED for line in failed) and len(failed) >= len(summary.feeds) - 1:
        console.print("Is this machine offline, or behind a proxy? Proxies are not used.", soft_wrap=True)
    console.print(f"database:  {database}", markup=False, soft_wrap=True)
    console.print(f"dashboard: {dashboard or 'make serve, or defectorwatch serve'}", markup=False, soft_wrap=True)
