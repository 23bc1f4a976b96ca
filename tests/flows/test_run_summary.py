"""What a run says of itself is true: in its sentence, in the terminal and in the dashboard."""

import io
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from flows.artifacts import statistic_row, summary_markdown
from flows.console import ProgressHandler
from flows.run import FeedLine, PageTally, RunSummary
from flows.tables import MOST_FIGURES, print_summary
from tests.flows.test_atom import FIGURE

NOW = datetime(2025, 6, 1, tzinfo=UTC)
OK = FeedLine(feed="a", verdict="ok", entries=9, new=2)
FAILED = FeedLine(feed="b", verdict="dns", detail="no such host")
WAITING = FeedLine(feed="c", verdict="waiting", detail="due later")


def summary(*feeds: FeedLine, pages: PageTally | None = None, figures: int = 0) -> RunSummary:
    return RunSummary(
        name="poll-feeds",
        started_at=NOW,
        finished_at=NOW,
        feeds=feeds,
        pages=pages or PageTally(),
        new_figures=(FIGURE,) * figures,
    )


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (summary(OK, FAILED), "1 of 2 feeds answered, 2 new entries, 0 pages read, nothing new"),
        (summary(OK, WAITING, WAITING), "1 of 1 feed answered, 2 not due, 2 new entries, 0 pages read, nothing new"),
        (summary(WAITING), "none of 1 feed due, 0 pages read, nothing new"),
        (summary(pages=PageTally(read=3, off_topic=1), figures=1), "4 pages read, 1 new figure"),
        (summary(pages=PageTally(read=1, to_retry=1, set_aside=1)), "1 page read, 2 not to be had, nothing new"),
        (
            summary(pages=PageTally(read=5) + PageTally(left=True)),
            "5 pages read, more are left, for the limit of pages was reached, nothing new",
        ),
    ],
)
def test_the_sentence_counts_as_answered_only_what_was_asked(run: RunSummary, sentence: str) -> None:
    assert run.sentence == f"poll-feeds: {sentence}"


def printed(run: RunSummary) -> str:
    shown = io.StringIO()
    print_summary(Console(file=shown, width=160), run, database="sqlite:///x.db", dashboard=None)
    return shown.getvalue()


def test_a_terminal_shows_the_first_figures_and_says_how_many_more_there_are() -> None:
    assert f"... and {7} more; all of them: defectorwatch figures" in printed(summary(figures=MOST_FIGURES + 7))
    assert "more; all" not in printed(summary(figures=MOST_FIGURES))


def test_one_who_reaches_no_site_is_asked_for_the_network() -> None:
    assert "Is this machine offline" in printed(summary(OK, FAILED, FAILED))
    assert "Is this machine offline" not in printed(summary(OK, OK, FAILED))
    assert "Is this machine offline" not in printed(summary(replace(FAILED, verdict="parse")))


def test_every_line_of_a_group_of_feeds_is_set_in(capsys: pytest.CaptureFixture[str]) -> None:
    record = logging.LogRecord("defectorwatch", logging.INFO, "x/flows/progress.py", 1, "one\ntwo", None, None)
    ProgressHandler().emit(record)
    assert capsys.readouterr().out == "  one\n  two\n"


def test_the_dashboard_tells_the_state_of_a_figure_and_what_speaks_against_it() -> None:
    refuted = replace(FIGURE, state="contradicted", why="the ministry has 196")
    assert statistic_row(refuted)["state"] == "contradicted: the ministry has 196"
    assert statistic_row(replace(FIGURE, state="official", why="the ministry has it"))["state"] == "official"
    run = replace(summary(OK), new_figures=(refuted,))
    assert "(contradicted: the ministry has 196)" in summary_markdown(run)
