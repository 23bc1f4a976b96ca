"""A page or a flattened text comes in, an Article goes out; nothing here knows where it came from or when it is read."""

import re
from collections.abc import Container
from datetime import datetime

from parsers.cleaning.blocks import read_blocks
from parsers.cleaning.language import guess_language
from parsers.cleaning.phrases import find_phrases
from parsers.cleaning.tree import build_tree
from parsers.cleaning.decoding import decode_page
from parsers.records import Article, Removed
from parsers.text import normal_lines

CLEANER_VERSION = "0"

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


def clean_page(
    body: bytes | str,
    *,
    url: str | None = None,
    content_type: str = "",
    fetched_at: datetime | None = None,
    zone: str | None = None,
    gate: bool = False,
    familiar_lines: Container[str] = frozenset(),
) -> Article:
    """The article of a page."""
    html = body if isinstance(body, str) else decode_page(body, content_type=content_type, subject=url or "page")
    soup = build_tree(html)
    blocks = read_blocks(soup)
    lines = [block.text for block in blocks if block.link_letters * 2 < len(block.text)]
    title = soup.find("h1") or soup.title
    return clean_text("\n".join(lines), title=title.get_text(" ", strip=True) if title else None)


def clean_text(text: str, *, title: str | None = None, language: str | None = None) -> Article:
    """The article of a flattened text."""
    lines = [line for line in normal_lines(text) if line]
    code = language or guess_language(text)
    hits = find_phrases(lines, ["en", code or "en"])
    scores = [_score(line, hit) for line, hit in zip(lines, hits, strict=True)]
    start, end = _best_run(scores)
    kept = [i for i in range(start, end) if scores[i] > 0]
    left_out = sorted(set(range(len(lines))) - set(kept))
    return Article(
        kind="article" if kept else "empty",
        headline=title or (lines[0] if lines and 0 not in kept else ""),
        text="\n".join(lines[i] for i in kept),
        language=code,
        removed=tuple(Removed(rule=next(iter(hits[i]), "run"), text=lines[i]) for i in left_out),
        cleaner_version=CLEANER_VERSION,
    )


def _score(line: str, hit: dict[str, str]) -> float:
    words = len(line.split()) + sum("가" <= c <= "힣" for c in line) / 4
    score = words / 10 - 1 + (1 if _SENTENCE_END.search(line) else -0.5)
    return score - 4 * len(hit) if len(hit) > 1 or (hit and words < 25) else score


def _best_run(scores: list[float]) -> tuple[int, int]:
    best, total, start, run = 0.0, 0.0, 0, (0, 0)
    for i, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, i
        total += score
        if total > best:
            best, run = total, (start, i + 1)
    return run
