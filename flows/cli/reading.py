"""`extract` and `clean`: a path, a URL or JSON lines in; a table for a person or JSON lines out; nothing is stored."""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from parsers.errors import ParseError, SourceError
from parsers.records import Article, Statistic

GZIP_MAGIC = b"\x1f\x8b"
JsonLines = Annotated[
    str | None, Parameter(allow_leading_hyphen=True, help="JSON lines in (- is stdin; gzip too), JSON lines out")
]


def extract(
    source: str | None = None,
    /,
    *,
    from_jsonl: JsonLines = None,
    published: Annotated[date | None, Parameter(help="publication day, where the page does not tell it")] = None,
    language: Annotated[str | None, Parameter(help="two-letter code, where it is to be set")] = None,
    why: Annotated[bool, Parameter(help="show which words were read as what, and what was left out")] = False,
) -> None:
    """Read the statistics that a page or a text states.

    Parameters
    ----------
    source
        A file or URL; its table is for a person.
    """
    if from_jsonl is not None:
        sys.exit(_each_line(from_jsonl, _extract_line))
    from flows.reading import local_day

    article = _article(_required(source))
    day = published or local_day(article.published, None)
    tongue = language or article.language
    if why:
        _print_why(article, day, tongue)
        return
    from flows.article_tables import print_statistics
    from flows.console import open_console
    from parsers.statistics import extract_statistics

    statistics = extract_statistics(article.text, published=day, language=tongue, title=article.headline)
    print_statistics(open_console(), article, statistics)


def clean(
    source: str | None = None,
    /,
    *,
    from_jsonl: JsonLines = None,
    why: Annotated[bool, Parameter(help="show what was removed and by which rule")] = False,
) -> None:
    """Take the junk off a page or a flattened text.

    Parameters
    ----------
    source
        A file or URL; its article is printed.
    """
    if from_jsonl is not None:
        sys.exit(_each_line(from_jsonl, _clean_line))
    from flows.article_tables import print_article
    from flows.console import open_console

    print_article(open_console(), _article(_required(source)), why=why)


def _print_why(article: Article, day: date | None, language: str | None) -> None:
    from parsers.statistics import explain, explanation_lines

    explanation = explain(article.text, published=day, language=language, title=article.headline)
    for line in explanation_lines(explanation):
        print(line)


def _required(source: str | None) -> str:
    if source is None:
        raise SourceError("arguments", "give a file or a URL, or --from-jsonl FILE (- for stdin)")
    return source


def _article(source: str) -> Article:
    from flows.one_source import read_source

    return read_source(source)


# ---------------------------------------------------------------- JSON lines


def _each_line(path: str, convert: Any) -> int:
    """Convert line by line in order, tell a line that cannot be read on stderr with its number; 1 if there was one."""
    faults = 0
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                for row in convert(_json_object(line)):
                    print(json.dumps(row, ensure_ascii=False, default=str))
            except ParseError as error:
                faults += 1
                print(f"{path}: line {number}: {error.reason}", file=sys.stderr)
    return 1 if faults else 0


@contextmanager
def _opened(path: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file or of stdin, unpacked when they are gzip, whatever the name says."""
    try:
        raw: Any = sys.stdin.buffer if path == "-" else Path(path).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SourceError(path, f"{reason}; name a readable file, or - for stdin") from None
    try:
        yield gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == GZIP_MAGIC else raw
    except (EOFError, gzip.BadGzipFile) as error:
        raise SourceError(path, f"the gzip data is damaged ({error})") from None
    finally:
        if path != "-":
            raw.close()


def _json_object(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError("line", f"not UTF-8 (byte {error.start})") from None
    except (ValueError, RecursionError) as error:
        raise SourceError("line", f"no JSON ({error})") from None
    if not isinstance(row, dict):
        raise SourceError("line", "a JSON object is needed")
    if not isinstance(row.get("document"), str):
        raise SourceError("line", 'the field "document" must be a string')
    return row


def _extract_line(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from parsers.statistics import extract_statistics

    statistics = extract_statistics(
        _text_field(row, "text", required=True) or "",
        published=_day_field(row, "published"),
        language=_text_field(row, "language"),
        title=_text_field(row, "title"),
    )
    for statistic in statistics:
        yield {"document": row["document"], **statistic_object(statistic)}


def _clean_line(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from parsers.cleaning import clean_page, clean_text

    html, text = _text_field(row, "html"), _text_field(row, "text")
    if html is None and text is None:
        raise SourceError("line", 'one of the fields "html" and "text" is needed')
    article = clean_text(text or "") if html is None else clean_page(html, url=_text_field(row, "url"))
    yield {
        "document": row["document"],
        "headline": article.headline,
        "text": article.text,
        "published": article.published.value if article.published else None,
        "language": article.language,
        "kind": article.kind,
        "removed": [asdict(piece) for piece in article.removed],
    }


def statistic_object(statistic: Statistic) -> dict[str, Any]:
    """The JSON object of a statistic: numbers without a fraction are written as integers, days as YYYY-MM-DD."""
    row = asdict(statistic)
    for name in ("value", "low", "high"):
        if row[name] is not None and float(row[name]).is_integer():
            row[name] = int(row[name])
    return row


def _text_field(row: dict[str, Any], name: str, *, required: bool = False) -> str | None:
    value = row.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str):
        raise SourceError("line", f'the field "{name}" must be a string')
    return value


def _day_field(row: dict[str, Any], name: str) -> date | None:
    value = _text_field(row, name)
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise SourceError("line", f'the field "{name}" must be a day as YYYY-MM-DD, not {value!r}') from None
