"""A body is read as what it is: plain text in its own encoding, and nothing where it is no text at all."""

from datetime import UTC, datetime

import pytest

from flows.reading import read_body
from parsers.errors import PageParseError

READ_AT = datetime(2026, 1, 20, tzinfo=UTC)
LINES = ["통일부는 지난해 탈북민 223명이 입국했다고 밝혔다.", "여성이 198명, 남성이 25명이라고 통일부는 전했다."]


def test_plain_text_is_read_in_the_encoding_it_has() -> None:
    body = "\n".join(LINES).encode("euc-kr")
    article = read_body(body, url=None, content_type="text/plain", fetched_at=READ_AT, zone=None)
    assert article.text.splitlines() == LINES


def test_a_document_that_is_sent_as_plain_text_is_refused() -> None:
    with pytest.raises(PageParseError, match="PDF"):
        read_body(b"%PDF-1.7\n", url=None, content_type="text/plain", fetched_at=READ_AT, zone=None)
