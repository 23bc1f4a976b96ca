"""A path or a URL typed at the prompt in, its article out; fetched politely when it is a URL, stored nowhere."""

import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import OperationError
from flows.reading import read_body
from parsers.errors import PageParseError
from parsers.records import Article, Fetched, FetchFailure


def read_source(source: str) -> Article:
    """The article at a path or an http(s) URL.

    Raises OperationError when it cannot be fetched or opened, PageParseError when it is no text.
    """
    if urlsplit(source).scheme in ("http", "https"):
        page = fetch_one(source)
        return read_body(
            page.body,
            url=page.final_url,
            content_type=page.content_type,
            fetched_at=page.fetched_at,
            zone=None,
            gate=False,
        )
    body, kind = read_file(Path(source)), mimetypes.guess_type(source)[0] or "text/plain"
    try:
        return read_body(body, url=None, content_type=kind, fetched_at=datetime.now(UTC), zone=None, gate=False)
    except PageParseError as error:
        raise PageParseError(source, error.reason) from None


def fetch_one(url: str) -> Fetched:
    """One page by the operator's own manners and bounds."""
    from flows.fetching.web import WebRequest  # noqa: PLC0415  (a file on disk needs no network)
    from flows.run import open_web  # noqa: PLC0415
    from flows.settings import load_settings  # noqa: PLC0415

    with open_web(load_settings(), file_root=Path.cwd()) as web:
        (outcome,) = web.fetch([WebRequest(url=url, target="page")])
    if isinstance(outcome, Fetched):
        return outcome
    reason = outcome.detail if isinstance(outcome, FetchFailure) else "the server sent no body"
    raise OperationError(f"{url}: {reason}")


def read_file(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise OperationError(f"{path}: {reason}; name a file, or a URL that starts with http:// or https://") from None
