"""What was kept and removed in, what kind of page this is out: article, teaser, consent wall or empty."""

from collections.abc import Sequence

from parsers.records import PageKind, Removed

LEAST_WORDS = 5
LONGEST_TEASER = 160
LONGEST_CONSENT_REST = 40
LEAST_CONSENT = 12


def page_kind(
    kept: Sequence[str], removed: Sequence[Removed], *, consenting: Sequence[str], is_free: bool | None = None
) -> PageKind:
    """The kind of a page by its kept lines and what was removed.

    `consenting` are the lines, kept or not, that speak of consent; `is_free` is what the metadata say of a paywall.
    """
    walls = set(consenting)
    words = sum(_words(line) for line in kept if line not in walls)
    if words < LONGEST_CONSENT_REST and sum(map(_words, walls)) > max(words, LEAST_CONSENT):
        return "consent"
    if words < LEAST_WORDS:
        return "empty"
    walled = is_free is False or any(piece.rule == "paywall" for piece in removed)
    return "teaser" if walled and words < LONGEST_TEASER else "article"


def _words(text: str) -> int:
    spaced = len(text.split())
    return max(spaced, len(text) // 4) if not text.isascii() else spaced
