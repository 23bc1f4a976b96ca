"""What the archive holds in, one HTML page out: no script, no outside address loaded, every word escaped."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.health import SICK, feed_conditions, words_of
from flows.settings import Settings, utc_now
from flows.sources import load_sources
from flows.wording import amount, judgement, moment, period, subject
from parsers.records import FeedSource
from storage.archive import Archive
from storage.views import FigureView

REPORT_FILE = "report.html"


def write_report(settings: Settings, to: Path | None = None) -> Path:
    """Write the page and return where; it replaces the old one in one step, so a reader never meets half of it."""
    path = to or settings.home / REPORT_FILE
    with Archive.open(settings.database) as archive:
        page = render(archive, load_sources(settings.feeds))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text(page, encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105 - the atomic one
    return path


def render(archive: Archive, sources: Sequence[FeedSource]) -> str:
    """The page as HTML."""
    now = utc_now()
    environment = Environment(loader=PackageLoader("flows"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        written_at=now,
        counts=archive.counts(),
        figures=sorted(archive.figures(), key=newest_first),
        health=feed_conditions(archive, sources, at=now),
        sick=SICK,
        words_of=words_of,
        judgement=judgement,
        amount=amount,
        subject=subject,
        period=period,
        moment=moment,
        is_link=lambda url: url.startswith(("http://", "https://")),
    )


def newest_first(figure: FigureView) -> tuple[int, int, str]:
    """Sorts by the end of the period, newest first; then the longer period; unknown periods last."""
    end, start = figure.period_end or date.min, figure.period_start or date.min
    return (-end.toordinal(), start.toordinal(), figure.key)
