"""The `feeds` commands: ids in, how each feed fares out."""

from rich.table import Table
from rich.text import Text

from flows.artifacts import moment
from flows.console import open_console
from flows.settings import load_settings, utc_now


def list_feeds() -> None:
    """Show every feed with its condition, its next poll and why."""
    from flows.sources import load_sources
    from storage.archive import Archive

    settings = load_settings()
    sources = load_sources(settings.feeds)
    now = utc_now()
    settings.home.mkdir(parents=True, exist_ok=True)
    with Archive.open(settings.database) as archive:
        archive.register_feeds(sources, at=now)
        health = {feed.feed: feed for feed in archive.feed_health(at=now)}
    table = Table(title=f"{len(sources)} feeds of {settings.feeds}", title_justify="left")
    for name in ("feed", "condition", "last success", "next poll"):
        table.add_column(name, no_wrap=True)
    table.add_column("entries", justify="right")
    table.add_column("why", ratio=1)
    for source in sources:
        feed = health[source.id]
        why = feed.why or feed.due_reason
        table.add_row(
            source.id,
            feed.condition,
            moment(feed.last_success_at),
            moment(feed.next_due_at),
            str(feed.entries),
            Text(why),
        )
    open_console().print(table)
