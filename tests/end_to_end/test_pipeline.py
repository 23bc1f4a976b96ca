"""From feed to figure: real HTTP on loopback, a real database of each kind, a real Prefect server."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from storage.archive import Archive
from tests.end_to_end.loopback import Resource, Site

Operator = Callable[..., Path]
PAGES = Path(__file__).with_name("pages")

ARTICLE = (PAGES / "article.html").read_text(encoding="utf-8")
OFF_TOPIC = (PAGES / "festival.html").read_text(encoding="utf-8")


def feed_of(site: Site, paths: list[str]) -> bytes:
    items = "".join(
        f"<item><title>Story {number}</title><link>{site.url}{path}</link><guid>{number}</guid>"
        "<pubDate>Mon, 20 Jan 2025 10:00:00 +0900</pubDate></item>"
        for number, path in enumerate(paths)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Loopback</title>{items}</channel></rss>'.encode()


def publish(site: Site) -> str:
    """A feed whose pages are an article, another subject, a missing page, one that never ends and an image."""
    site.resources["/article"] = Resource(ARTICLE.encode())
    site.resources["/festival"] = Resource(OFF_TOPIC.encode())
    site.resources["/slow"] = Resource(b"x" * 200, drip=1.0)
    site.resources["/image"] = Resource(b"\x89PNG\r\n\x1a\n" + bytes(300), "image/png")
    paths = ["/article", "/festival", "/gone-missing", "/slow", "/image"]
    site.resources["/feed"] = Resource(feed_of(site, paths), "application/rss+xml", etag='"one"')
    site.resources["/robots.txt"] = Resource(b"User-agent: *\nDisallow:\n", "text/plain")
    return f"""
[[feeds]]
id = "loopback"
url = "{site.url}/feed"
publisher = "Loopback Daily"
language = "en"
zone = "Asia/Seoul"
poll_minutes = 30

[[feeds]]
id = "nobody"
url = "http://127.0.0.2:1/feed"
publisher = "Nobody"
language = "en"
zone = "UTC"
poll_minutes = 30
"""


@pytest.mark.usefixtures("prefect_server")
def test_a_poll_reads_the_figures_of_the_article_and_none_of_the_junk_around_it(
    site: Site, operator: Operator, database_url: str
) -> None:
    from flows.poll_feeds import poll_feeds

    operator(database_url, publish(site))
    summary = poll_feeds()
    figures = {(f.value, f.sex, f.period_start, f.period_end) for f in summary.new_figures}
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert figures == {(236, "all", *year), (26, "male", *year), (210, "female", *year)}
    for figure in summary.new_figures:
        assert figure.attribution == "Ministry of Unification"
        assert figure.event == "arrival"
        assert figure.destination == "KR"
    by_feed = {line.feed: line for line in summary.feeds}
    assert (by_feed["loopback"].entries, by_feed["loopback"].new) == (5, 5)
    assert by_feed["nobody"].verdict == "connect"
    pages = summary.pages
    assert (pages.read, pages.off_topic, pages.to_retry + pages.set_aside) == (1, 1, 3)

    again = poll_feeds()
    assert again.new_figures == ()
    assert again.pages.sightings_new == 0
    with Archive.open(database_url) as archive:
        verified = archive.verify()
        assert verified.sightings == 3
        assert not verified.unproven
        health = {feed.feed: feed for feed in archive.feed_health(at=again.finished_at)}
    assert health["loopback"].condition == "well"
    assert health["nobody"].condition == "failing"


def test_a_run_shows_what_it_found_on_the_prefect_server(
    site: Site, operator: Operator, tmp_path: Path, prefect_server: str
) -> None:
    from flows.poll_feeds import poll_feeds

    feeds = publish(site).replace('"loopback"', f'"{site_name(site)}"')
    operator(f"sqlite:///{tmp_path / 'one.db'}", feeds)
    poll_feeds()
    with httpx.Client(base_url=prefect_server, trust_env=False) as api:
        health = api.post("/artifacts/filter", json={"artifacts": {"key": {"any_": ["feed-health"]}}}).json()
        run_id = next(one["flow_run_id"] for one in health if site_name(site) in one["data"])
        run = api.get(f"/flow_runs/{run_id}").json()
        assert run["name"].startswith("poll-feeds/20")
        assert run["state"]["type"] == "COMPLETED"
        wanted = {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}
        artifacts = {one["key"]: one for one in api.post("/artifacts/filter", json=wanted).json()}
        assert set(artifacts) == {"poll-summary", "new-statistics", "feed-health"}
        assert "236" in artifacts["poll-summary"]["data"]
        assert "236" in artifacts["new-statistics"]["data"]
        assert "nobody" in artifacts["feed-health"]["data"]
        names = task_run_names(api, run["id"], expected=3)
    assert f"{site_name(site)}: 5 entries, 5 new" in names
    assert any(name.startswith("nobody: connect") for name in names)


def site_name(site: Site) -> str:
    """A feed id that no other test uses: runs of other tests stand on the same server."""
    return f"loopback-{site.server.server_port}"


def task_run_names(api: httpx.Client, flow_run: str, *, expected: int) -> list[str]:
    """The names of a run's tasks, once the server has written them all: it does so a few seconds late, in batches."""
    deadline = time.monotonic() + 30
    while True:
        rows = api.post("/task_runs/filter", json={"flow_runs": {"id": {"any_": [flow_run]}}}).json()
        if len(rows) >= expected and all(row["state"]["type"] == "COMPLETED" for row in rows):
            return [row["name"] for row in rows]
        assert time.monotonic() < deadline, rows
        time.sleep(0.5)


def test_a_run_killed_half_way_and_run_again_leaves_what_an_undisturbed_run_leaves(
    site: Site, operator: Operator, tmp_path: Path, prefect_server: str
) -> None:
    from flows.poll_feeds import poll_feeds

    feeds = publish(site)
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    operator(undisturbed, feeds)
    poll_feeds()

    disturbed = f"sqlite:///{tmp_path / 'disturbed.db'}"
    operator(disturbed, feeds)
    killed = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "poll"],
        env={**os.environ, "PREFECT_API_URL": prefect_server},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = site.asked.count("/slow")
    deadline = time.monotonic() + 90
    while site.asked.count("/slow") == before:  # the feed is stored by now, the batch of its pages is not
        assert killed.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    poll_feeds()
    assert keys_of(disturbed) == keys_of(undisturbed)


def keys_of(url: str) -> dict[str, object]:
    with Archive.open(url) as archive:
        counts = archive.counts()
        figures = sorted((f.key, f.sightings, f.url, f.start, f.end, f.sentence) for f in archive.figures())
        return {
            "figures": figures,
            "entries": counts.entries,
            "pending": counts.pending,
            "pages": counts.pages,
            "documents": counts.documents,
            "sightings": counts.sightings,
        }


@pytest.mark.usefixtures("prefect_server")
def test_a_poll_survives_feeds_that_cannot_be_reached(operator: Operator, tmp_path: Path) -> None:
    from flows.poll_feeds import poll_feeds

    home = operator(f"sqlite:///{tmp_path / 'one.db'}", publish_nothing())
    summary = poll_feeds()
    assert [line.verdict for line in summary.feeds] == ["connect", "address"]
    assert home.is_dir()
    with Archive.open(f"sqlite:///{tmp_path / 'one.db'}") as archive:
        assert archive.counts().attempts >= 2


def publish_nothing() -> str:
    feed = '[[feeds]]\nid = "{}"\nurl = "{}"\npublisher = "P"\nlanguage = "en"\nzone = "UTC"\npoll_minutes = 30\n'
    return feed.format("nobody", "http://127.0.0.2:1/feed") + feed.format("private", "http://10.0.0.1/feed")


@pytest.mark.usefixtures("prefect_server")
def test_a_backfill_takes_the_days_asked_for_from_a_numbered_archive(
    site: Site, operator: Operator, tmp_path: Path
) -> None:
    from flows.backfill import backfill
    from flows.windows import DateWindow

    for number, day in ((1, "20 Mar 2025"), (2, "20 Jan 2025"), (3, "20 Nov 2024")):
        path = f"/story-{number}"
        site.resources[path] = Resource(ARTICLE.replace("236", str(230 + number)).encode())
        body = (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>L</title>'
            "<generator>https://wordpress.org/?v=6.5</generator>"
            f"<item><title>S</title><link>{site.url}{path}</link><guid>{path}</guid>"
            f"<pubDate>{day} 10:00:00 +0900</pubDate></item></channel></rss>"
        ).encode()
        site.resources["/feed" if number == 1 else f"/feed?paged={number}"] = Resource(body, "application/rss+xml")
    feeds = publish_nothing().replace("http://127.0.0.2:1/feed", f"{site.url}/feed").split("[[feeds]]")[1]
    operator(f"sqlite:///{tmp_path / 'one.db'}", "[[feeds]]" + feeds)
    summary = backfill(DateWindow(start=date(2025, 1, 1), end=date(2025, 1, 31)))
    assert 232 in {figure.value for figure in summary.new_figures}
    assert {231, 233}.isdisjoint({figure.value for figure in summary.new_figures})
    assert backfill(DateWindow(start=date(2025, 1, 1), end=date(2025, 1, 31))).new_figures == ()


@pytest.mark.usefixtures("prefect_server")
def test_a_backfill_reads_a_folder_of_saved_pages(operator: Operator, tmp_path: Path) -> None:
    from flows.backfill import backfill
    from flows.windows import DateWindow

    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "page.html").write_text(ARTICLE, encoding="utf-8")
    (saved / "later.html").write_text(
        ARTICLE.replace("2025-01-20", "2026-01-20").replace("236", "999"), encoding="utf-8"
    )
    operator(f"sqlite:///{tmp_path / 'one.db'}", publish_nothing())
    summary = backfill(DateWindow(start=date(2025, 1, 1), end=date(2025, 1, 31)), folder=str(saved))
    assert sorted(figure.value or 0 for figure in summary.new_figures) == [26, 210, 236]


@pytest.mark.usefixtures("prefect_server")
def test_the_day_that_a_list_of_saved_pages_gives_holds_when_they_are_read_again(
    operator: Operator, tmp_path: Path
) -> None:
    from flows.backfill import backfill
    from flows.reextract import reextract
    from flows.windows import DateWindow

    saved = tmp_path / "saved"
    saved.mkdir()
    text = "Arrivals fall\n\nA total of 196 North Korean defectors arrived in South Korea last year, the ministry said."
    page = {"url": "https://news.example/1", "text": text, "published": "2024-01-18"}
    (saved / "pages.jsonl").write_text(json.dumps(page) + "\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'one.db'}"
    operator(url, publish_nothing())
    (figure,) = backfill(DateWindow(start=date(2024, 1, 1), end=date(2024, 1, 31)), folder=str(saved)).new_figures
    assert (figure.value, figure.period_start, figure.period_end) == (196, date(2023, 1, 1), date(2023, 12, 31))
    assert reextract().new_figures == ()
    with Archive.open(url) as archive:
        assert [one.key for one in archive.figures()] == [figure.key]


@pytest.mark.usefixtures("prefect_server")
def test_a_kept_page_is_read_again_without_the_network_and_adds_nothing(
    site: Site, operator: Operator, database_url: str
) -> None:
    from flows.poll_feeds import poll_feeds
    from flows.reextract import reextract

    operator(database_url, publish(site))
    poll_feeds()
    asked = len(site.asked)
    summary = reextract()
    assert summary.pages.fetched >= 1
    assert summary.new_figures == ()
    assert len(site.asked) == asked


@pytest.mark.parametrize("name", ["poll-feeds/scheduled", "publish-report/daily"])
def test_serve_schedules_runs(served: str, name: str) -> None:
    flow, deployment = name.split("/")
    with httpx.Client(base_url=served, trust_env=False) as api:
        found = api.get(f"/deployments/name/{flow}/{deployment}").json()
        deadline = time.monotonic() + 60
        wanted = {
            "deployments": {"id": {"any_": [found["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        while not (runs := api.post("/flow_runs/filter", json=wanted).json()):
            assert time.monotonic() < deadline, "no run was scheduled"
            time.sleep(1)
    assert runs


@pytest.mark.usefixtures("prefect_server")
def test_a_run_that_cannot_start_fails_with_the_sentence_that_says_why(operator: Operator, tmp_path: Path) -> None:
    from flows.backfill import backfill
    from flows.poll_feeds import poll_feeds
    from flows.windows import DateWindow

    operator(f"sqlite:///{tmp_path / 'one.db'}", publish_nothing() + 'colour = "red"\n')
    state = poll_feeds(return_state=True)
    assert state.is_failed()
    assert "colour" in (state.message or "")
    assert "feeds.toml" in (state.message or "")
    operator(f"sqlite:///{tmp_path / 'one.db'}", publish_nothing())
    state = backfill(DateWindow(start=date(2025, 2, 1), end=date(2025, 1, 1)), return_state=True)
    assert "swap the two days" in (state.message or "")
    state = poll_feeds(return_state=True)
    assert state.is_completed()
    assert "0 of 2 feeds answered" in (state.message or "")
