"""`feeds add`, `check`, `retry` and OPML, as an operator types them, against a site on loopback."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.cli import main
from flows.errors import OperationError
from flows.one_source import fetch_one
from flows.settings import utc_now
from parsers.records import Attempt, Entry, FeedPoll, FeedSource, FeedState, Reading
from storage.archive import Archive
from tests.end_to_end.loopback import Resource, Site

Operator = Callable[..., Path]
Run = Callable[..., "Done"]
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Loopback Daily</title>
<item><title>One</title><link>http://127.0.0.1/1</link><pubDate>Mon, 20 Jan 2025 10:00:00 +0900</pubDate></item>
</channel></rss>"""
LISTED = """# kept as it is
[[feeds]]
id = "one"
url = "{url}/feed"
publisher = "One"
language = "en"
zone = "UTC"
"""


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line as a person types it, in this process."""

    def typed(*words: str) -> Done:
        monkeypatch.setenv("COLUMNS", "200")
        try:
            main(["feeds", *words])
        except SystemExit as end:
            status = int(end.code or 0)
        else:
            status = 0
        told = capsys.readouterr()
        return Done(status, told.out, told.err)

    return typed


def test_a_site_is_added_by_its_address_and_the_rest_of_the_file_stays(
    site: Site, operator: Operator, tmp_path: Path, run: Run
) -> None:
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>News</body></html>'
    )
    site.resources["/"] = Resource(page)
    site.resources["/news.xml"] = Resource(FEED, "application/rss+xml")
    operator(f"sqlite:///{tmp_path / 'one.db'}", LISTED.format(url=site.url))
    done = run("add", f"{site.url}/", "--zone", "Asia/Seoul", "--id", "loopback")
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "feeds.toml").read_text(encoding="utf-8")
    assert written.startswith("# kept as it is")
    assert f'url = "{site.url}/news.xml"' in written
    assert 'publisher = "Loopback Daily"' in written
    again = run("add", f"{site.url}/", "--zone", "Asia/Seoul", "--id", "loopback")
    assert again.returncode == 2
    assert "Traceback" not in again.stderr
    assert (tmp_path / "feeds.toml").read_text(encoding="utf-8") == written


def test_a_page_without_feeds_is_told_with_what_was_tried(
    site: Site, operator: Operator, tmp_path: Path, run: Run
) -> None:
    site.resources["/"] = Resource(b"<html><body>nothing here</body></html>")
    operator(f"sqlite:///{tmp_path / 'one.db'}", LISTED.format(url=site.url))
    done = run("add", f"{site.url}/")
    assert done.returncode == 2
    assert "no feed was found behind" in done.stderr
    assert (tmp_path / "feeds.toml").read_text(encoding="utf-8") == LISTED.format(url=site.url)


def test_a_check_says_what_it_sees_and_stores_nothing(site: Site, operator: Operator, tmp_path: Path, run: Run) -> None:
    site.resources["/feed"] = Resource(FEED, "application/rss+xml")
    home = operator(f"sqlite:///{tmp_path / 'one.db'}", LISTED.format(url=site.url))
    done = run("check")
    assert done.returncode == 0, done.stderr
    assert "1 entry, 1 with a date" in done.stdout
    assert not (tmp_path / "one.db").exists()
    site.resources["/feed"] = Resource(b"<html>moved house</html>")
    assert run("check", "one").returncode == 1
    assert "defectorwatch.db" not in {path.name for path in home.rglob("*")}


def test_a_command_leaves_a_host_alone_that_a_run_was_asked_to(
    site: Site, operator: Operator, tmp_path: Path, run: Run
) -> None:
    url, now = f"sqlite:///{tmp_path / 'one.db'}", utc_now()
    operator(url, LISTED.format(url=site.url))
    with Archive.open(url) as archive:
        (turn,) = archive.take_turns(["127.0.0.1"], holder="a run", at=now, until=now + timedelta(seconds=15)).values()
        rest = replace(turn, rests_until=now + timedelta(hours=1), rest_reason="the host asked for fewer requests")
        archive.give_back_turns([rest])
    assert "the host asked for fewer requests" in run("check").stdout
    with pytest.raises(OperationError, match="the host asked for fewer requests"):
        fetch_one(f"{site.url}/page")
    assert not site.asked


def test_feeds_travel_to_another_reader_and_back(site: Site, operator: Operator, tmp_path: Path, run: Run) -> None:
    operator(f"sqlite:///{tmp_path / 'one.db'}", LISTED.format(url=site.url))
    assert run("export-opml", str(tmp_path / "out.opml")).returncode == 0
    (tmp_path / "feeds.toml").write_text("", encoding="utf-8")
    done = run("import-opml", str(tmp_path / "out.opml"))
    assert "1 feed added" in done.stdout
    assert f"{site.url}/feed" in (tmp_path / "feeds.toml").read_text(encoding="utf-8")
    assert "0 feeds added" in run("import-opml", str(tmp_path / "out.opml")).stdout


def test_a_page_that_was_set_aside_is_tried_again_when_asked(operator: Operator, tmp_path: Path, run: Run) -> None:
    url, now = f"sqlite:///{tmp_path / 'one.db'}", datetime(2025, 1, 20, tzinfo=UTC)
    operator(url, LISTED.format(url="http://127.0.0.1"))
    source = FeedSource(
        id="one", url="http://127.0.0.1/feed", publisher="One", language="en", zone="UTC", poll_minutes=60
    )
    entry = Entry(
        feed="one",
        identity="a",
        identified_by="id",
        link="http://127.0.0.1/a",
        title="A",
        published=None,
        updated=None,
        summary="",
        content="",
    )
    attempt = Attempt(
        target="feed",
        feed="one",
        url=source.url,
        fetched_at=now,
        status=200,
        verdict="ok",
        detail="",
        seconds=0,
        wire_bytes=0,
    )
    with Archive.open(url) as archive:
        archive.register_feeds([source], at=now)
        archive.append_poll(FeedPoll(attempt=attempt, state=FeedState(feed="one"), entries=(entry,)))
        (pending,) = archive.pending_entries(at=now, limit=10)
        reading = Reading(
            entry_key=pending.key,
            feed="one",
            url="http://127.0.0.1/a",
            attempts=(),
            verdict="set_aside",
            reason="gone",
            read_at=now,
        )
        archive.append_readings([reading])
        assert archive.pending_entries(at=now, limit=10) == ()
    assert "one: http://127.0.0.1/a\n  gone\n1 page set aside" in run("set-aside").stdout
    assert "1 page and 0 feeds" in run("retry", "one").stdout
    with Archive.open(url) as archive:
        assert [one.tries for one in archive.pending_entries(at=datetime.now(UTC), limit=10)] == [0]
