"""An article and its statistics in, rich tables on the terminal out; text from outside is never read as markup."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.wording import amount, period, subject
from parsers.records import Article, Statistic


def print_statistics(console: Console, article: Article, statistics: Sequence[Statistic]) -> None:
    """The statistics of one article."""
    table = Table(title=Text(article.headline or "(no headline)"), title_justify="left", show_lines=True)
    table.add_column("figure", no_wrap=True)
    for name in ("what", "period", "against", "who says so"):
        table.add_column(name)
    table.add_column("quote", ratio=1)
    for one in statistics:
        table.add_row(
            Text(amount(one)),
            Text(subject(one)),
            period(one.period_start, one.period_end),
            period(one.versus_start, one.versus_end),
            Text(one.attribution or ""),
            Text(one.sentence),
        )
    if statistics:
        console.print(table)
    else:
        console.print(f"No statistic on North Korean defectors (kind of page: {article.kind.replace('_', ' ')}).")


def print_article(console: Console, article: Article, *, why: bool) -> None:
    """One article, and on request what was taken off it."""
    published = article.published
    heading = (
        ("kind", article.kind),
        ("headline", article.headline),
        (
            "published",
            f"{published.value or 'unknown'} (from {article.published_from}: {published.raw})" if published else "",
        ),
        ("language", article.language or ""),
        ("publisher", article.publisher or ""),
        ("authors", ", ".join(article.authors)),
        ("address", article.canonical_url or ""),
    )
    for name, value in heading:
        if value:
            console.print(Text(f"{name + ':':11}", style="bold") + Text(str(value)), soft_wrap=True)
    console.print()
    console.print(article.text, markup=False, soft_wrap=True)
    if why:
        table = Table(title="Removed", title_justify="left", show_lines=True)
        table.add_column("rule", no_wrap=True)
        table.add_column("text", ratio=1)
        for piece in article.removed:
            table.add_row(Text(piece.rule), Text(piece.text))
        console.print(table)
