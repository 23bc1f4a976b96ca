"""Rules of single sites: chosen by host and by the day the page was fetched; wrong files are refused."""

from datetime import UTC, date, datetime

import pytest

from parsers.cleaning import clean_page
from parsers.errors import VocabularyError
from parsers.publishers import SiteRules, find_site_rules, load_publishers, read_publisher

LAYOUTS = [(site.hosts[0], rule) for site in load_publishers() for rule in site.rules]
TWO = """
name = "Post"
hosts = ["post.example"]
[[rules]]
body = ["#new"]
[[rules]]
body = ["#old"]
valid_until = 2026-01-27
"""


@pytest.mark.parametrize(("host", "rule"), LAYOUTS, ids=[host for host, _ in LAYOUTS])
def test_every_layout_reads_its_own_example(host: str, rule: SiteRules) -> None:
    assert rule.example
    assert rule.text
    fetched_at = datetime(rule.valid_until.year, 1, 1, tzinfo=UTC) if rule.valid_until else None
    article = clean_page(
        f"<html><body>{rule.example}</body></html>", url=f"https://www.{host}/x", fetched_at=fetched_at
    )
    assert article.text == rule.text


def test_a_page_is_read_by_the_layout_of_the_day_it_was_fetched() -> None:
    rules = read_publisher(TWO, path="post.toml").rules
    assert [rule.body for rule in rules] == [("#old",), ("#new",)]
    assert rules[0].valid_until == date(2026, 1, 27)


def test_a_subdomain_belongs_to_its_publisher_and_a_lookalike_does_not() -> None:
    assert find_site_rules("https://en.yna.co.kr/view/AEN1", None)
    assert find_site_rules("https://notyna.co.kr/view/AEN1", None) is None
    assert find_site_rules(None, None) is None


def test_a_page_in_which_the_selectors_find_nothing_is_read_as_any_other() -> None:
    page = (
        "<div class=other><p>The ministry said that 223 people had reached the South in the year, 13 fewer.</p></div>"
    )
    assert clean_page(page, url="https://www.yna.co.kr/x").text.startswith("The ministry said")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (TWO.replace("hosts", "host"), "host"),
        (TWO.replace('"#new"', '"p["'), "no CSS selector"),
        (TWO.replace("valid_until = 2026-01-27", 'valid_until = "soon"'), "valid_until"),
        (TWO.replace("valid_until = 2026-01-27", ""), "same day"),
        ('name = "x"\nhosts = ["x.example"]\n', "rules"),
        ("hosts = ", "TOML"),
    ],
)
def test_an_odd_file_is_refused_with_file_and_key(source: str, complaint: str) -> None:
    with pytest.raises(VocabularyError, match=complaint) as caught:
        read_publisher(source, path="post.toml")
    assert caught.value.subject == "post.toml"
