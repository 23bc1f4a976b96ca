"""What a run came to in, Prefect artifacts out: a summary, a table of new statistics, a table of feed health.

Every word that came from outside is escaped: the dashboard renders Markdown, in table cells too, and loads its images.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.health import counted_conditions, feed_conditions, words_of
from flows.run import RunSummary
from flows.wording import amount, judgement, moment, period, several, subject
from parsers.records import FeedSource
from storage.archive import Archive
from storage.views import FeedHealth, FigureView

SUMMARY_KEY, STATISTICS_KEY, HEALTH_KEY = "poll-summary", "new-statistics", "feed-health"
CELL_LENGTH = 60
QUOTE_LENGTH = 240
MOST_ROWS = 200
"""An artifact is a page to look at; the whole is in the database and the exports."""
LATELY = timedelta(days=1)
"""Most runs find nothing: what is new is shown for as long as an editor is away from one morning to the next."""
INLINE_SIGNS = re.compile(r"([\\`*_\[\]~|!$])")
LEADING_SIGNS = re.compile(r"^(\d*)([#+\-.)=:])")
ADDRESS_SIGNS = re.compile(r":(?=//)|(?<=\bwww)(?=\.)|@", re.IGNORECASE)
"""Where a viewer would make a link of a bare address."""
WORD_JOINER = "\u2060"


def publish_run(archive: Archive, sources: Sequence[FeedSource], summary: RunSummary) -> None:
    """Write the three artifacts of a run; the dashboard's list of artifacts shows their descriptions."""
    health = feed_conditions(archive, sources, at=summary.finished_at)
    since = summary.finished_at - LATELY
    lately = archive.new_figures(since=min(since, summary.started_at))[::-1]
    create_markdown_artifact(summary_markdown(summary), key=SUMMARY_KEY, description=inert(summary.sentence))
    create_table_artifact(
        [statistic_row(figure) for figure in lately[:MOST_ROWS]] or [{"figure": "nothing new"}],
        key=STATISTICS_KEY,
        description=f"{several(len(lately), 'figure')} first seen since {moment(since)} UTC, the newest first",
    )
    create_table_artifact(
        [health_row(feed) for feed in health], key=HEALTH_KEY, description=inert(counted_conditions(health))
    )


def summary_markdown(summary: RunSummary) -> str:
    """One screen: totals, what failed and why, the new figures with their quotes."""
    pages = summary.pages
    took = (summary.finished_at - summary.started_at).total_seconds()
    lines = [
        f"# {inert(summary.name)}, {summary.started_at:%Y-%m-%d %H:%M} UTC",
        "",
        (
            f"It took {took:.0f} s. "
            f"Pages: {pages.read} read, {pages.off_topic} off topic, {pages.to_retry} to be tried again, "
            f"{pages.set_aside} set aside."
        ),
        "",
    ]
    lines += ["## New figures", ""]
    lines += [figure_markdown(figure) for figure in summary.new_figures[:MOST_ROWS]] or ["Nothing new."]
    if len(summary.new_figures) > MOST_ROWS:
        lines.append(f"... and {len(summary.new_figures) - MOST_ROWS} more in the database.")
    failed = [line for line in summary.feeds if line.failed]
    if failed:
        lines += ["", "## Feeds that did not answer", "", "| feed | what | why |", "|---|---|---|"]
        lines += [f"| {inert(line.feed)} | {inert(line.verdict)} | {inert(line.detail)} |" for line in failed]
    return "\n".join(lines)


def figure_markdown(figure: FigureView) -> str:
    """A figure as a list item with its source, quote and link."""
    head = (
        f"**{inert(amount(figure))}** {inert(subject(figure))}, {inert(period(figure.period_start, figure.period_end))}"
    )
    source = f", according to {inert(figure.attribution)}" if figure.attribution else ""
    judged = f" ({inert(judgement(figure))})" if figure.state else ""
    return f"- {head}{source}{judged}: “{inert(figure.sentence, QUOTE_LENGTH)}” {link_code(figure.url)}"


def statistic_row(figure: FigureView) -> dict[str, str]:
    """A row of the table of new statistics."""
    return {
        "figure": inert(amount(figure)),
        "what": inert(subject(figure)),
        "period": inert(period(figure.period_start, figure.period_end)),
        "state": inert(judgement(figure), CELL_LENGTH * 2),
        "source": inert(figure.attribution or "", CELL_LENGTH),
        "publisher": inert(figure.publisher or "", CELL_LENGTH),
        "quote": inert(figure.sentence, CELL_LENGTH * 2),
        "link": link_code(figure.url),
        "first seen": moment(figure.first_seen_at),
    }


def health_row(feed: FeedHealth) -> dict[str, str | int]:
    """A row of the table of feed health."""
    return {
        "feed": inert(feed.feed),
        "state": inert(feed.condition.replace("_", " ")),
        "why": inert(words_of(feed), CELL_LENGTH * 3),
        "last success": moment(feed.last_success_at),
        "last new entry": moment(feed.last_new_at),
        "next poll": moment(feed.next_due_at),
        "failures": feed.failures,
        "entries": feed.entries,
        "waiting": feed.pending,
        "set aside": feed.set_aside,
    }


def inert(text: str, length: int = QUOTE_LENGTH) -> str:
    """Text that can neither format, link, load nor run anything in Markdown or HTML; one line, cut to `length`."""
    line = " ".join("".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text).split())
    cut = line if len(line) <= length else line[: length - 1] + "…"
    escaped = LEADING_SIGNS.sub(r"\1\\\2", INLINE_SIGNS.sub(r"\\\1", cut))
    return html.escape(ADDRESS_SIGNS.sub("\\g<0>" + WORD_JOINER, escaped), quote=False)


def link_code(url: str) -> str:
    """An http(s) address as code, so that nobody is one careless click away from a page of someone else's choosing."""
    if not url.startswith(("http://", "https://", "file:")):
        return ""
    return "`" + re.sub(r"[`\s\x00-\x1f|]", "", url)[:500] + "`"
