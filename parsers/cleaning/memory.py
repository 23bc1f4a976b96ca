"""An article in, the keys of its lines out, by which a line is known again on other pages of the same site."""

import hashlib

from parsers.records import Article


def line_key(line: str) -> str:
    """What a line is remembered by: a hash of its letters, figures masked, so that counters and dates do not matter."""
    masked = "".join("0" if letter.isdigit() else letter for letter in line.casefold() if letter.isalnum())
    return hashlib.blake2b(masked.encode("utf-8", "replace"), digest_size=8).hexdigest()


def line_keys(article: Article) -> tuple[str, ...]:
    """The keys of every line of a page, kept or removed, each once, in order.

    A line whose key other articles of the host also have is furniture; `clean_page` takes such keys as
    `familiar_lines`. Leave out keys that come only from copies of the same article.
    """
    lines = [*article.text.splitlines(), *(line for piece in article.removed for line in piece.text.splitlines())]
    return tuple(dict.fromkeys(map(line_key, filter(None, lines))))
