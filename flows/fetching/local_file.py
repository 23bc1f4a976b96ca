"""A file: URL comes in, the file's bytes go out as if they had been fetched; nothing outside one folder is ever read.

This is for the bundled feed and its documents; what a server names is never read from disk.
"""

import hashlib
import mimetypes
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from parsers.records import Fetched, FetchFailure, FetchOutcome, Validators

MAX_BYTES: Final = 32_000_000


def fetch_file(url: str, root: Path) -> FetchOutcome:
    """The file that a file: URL names relative to `root`; anything outside of it is refused."""
    started, now = time.monotonic(), datetime.now(UTC)
    try:
        path = _below(url, root)
        body = _read(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return FetchFailure(url=url, kind="file", detail=reason, fetched_at=now, seconds=time.monotonic() - started)
    return Fetched(
        url=url,
        final_url=url,
        status=200,
        headers=(),
        body=body,
        body_sha256=hashlib.sha256(body).hexdigest(),
        content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        validators=Validators(),
        fetched_at=now,
        seconds=time.monotonic() - started,
        wire_bytes=0,
    )


def _below(url: str, root: Path) -> Path:
    """The file's path with links followed. Raises ValueError for one that leaves `root`."""
    path = (root / unquote(url.removeprefix("file:"))).resolve()
    if not url.startswith("file:") or not path.is_relative_to(root.resolve()):
        raise ValueError("only files in the folder of feeds.toml can be read")
    return path


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES // 1_000_000} MB")
    return path.read_bytes()
