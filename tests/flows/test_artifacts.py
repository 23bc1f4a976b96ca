"""Nothing from a page formats, links, loads or runs in the dashboard."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.artifacts import inert, link_code

ACTIVE = re.compile(r"<(?!/?(p|table|thead|tbody|tr|th|td|li|ul)\b)[a-z]", re.IGNORECASE)
RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
SIGNS = [*"\\`*_{}[]()#+-.!|<>~&:/@$='\" \n\tab1", "http://", "www.", "javascript:", "<img src=x>"]
HOSTILE = st.lists(st.sampled_from(SIGNS)).map("".join)


@given(HOSTILE)
def test_escaped_text_renders_as_text_alone(text: str) -> None:
    rendered = RENDERER.render(f"- said: “{inert(text)}” end")
    assert not ACTIVE.search(rendered), rendered


@given(HOSTILE)
def test_escaped_text_stays_within_its_table_cell(text: str) -> None:
    rendered = RENDERER.render(f"| a | b |\n|---|---|\n| {inert(text)} | end |\n")
    assert rendered.count("<td>") == 2, rendered
    assert not ACTIVE.search(rendered), rendered


@given(st.text())
def test_escaped_text_is_one_line_without_control_characters(text: str) -> None:
    assert len(inert(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "http://evil.example", "www.evil.example", "a@b.example"]
)
def test_a_bare_address_is_no_longer_one_that_a_viewer_would_link(address: str) -> None:
    assert address not in inert(f"see {address} now")


def test_only_web_addresses_are_shown_and_as_code() -> None:
    assert link_code("javascript:alert(1)") == ""
    assert link_code("https://example.org/a`b|c\n") == "`https://example.org/abc`"


def test_a_long_quote_is_cut_with_a_sign_that_says_so() -> None:
    assert inert("x" * 300, 100) == "x" * 99 + "…"
