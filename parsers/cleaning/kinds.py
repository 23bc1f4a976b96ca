"""What was kept and removed in, what kind of page this is out: article, teaser, consent wall or empty."""

from collections.abc import Sequence

from parsers.records import PageKind, Removed

LEAST_WORDS = 5
LONGEST_TEASER = 160
LONGEST_CONSENT_REST = 40


def page_kind(text: str, removed: Sequence[Removed], *, is_free: bool | None = None) -> PageKind:
    """The kind of a page by its cleaned text and what was removed; `is_free` is what its metadata say of a paywall."""
    words = _words(text)
    consent = sum(_words(piece.text) for piece in removed if piece.rule == "consent")
    if words < LONGEST_CONSENT_REST and consent > words:
        return "consent"
    if words < LEAST_WORDS:
        return "empty"
    walled = is_free is False or any(piece.rule == "paywall" for piece in removed)
    return "teaser" if walled and words < LONGEST_TEASER else "article"


def _words(text: str) -> int:
    spaced = len(text.split())
    return max(spaced, len(text) // 4) if not text.isascii() else spaced
