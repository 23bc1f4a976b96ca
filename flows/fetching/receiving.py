"""Header lines and chunks of one answer come in as they arrive, an Answer goes out; what passes a bound stops it.

Nothing is sent or waited for here: libcurl calls `take_header` and `take_body`, and STOP makes it end the request.
"""

from collections.abc import Callable
from typing import Final

from flows.fetching.answers import Answer, ExchangeError, Headers, Unwanted
from flows.fetching.decoding import BodyDecoder, DecodingError, TooLargeError
from parsers.records import FailureKind

MAX_HEADERS: Final = 128
MAX_HEADER_LINE: Final = 65_536
MAX_DRAINED: Final = 16_384
"""Bytes of an unwanted body that are let come, which costs less than the next request's new connection."""
END_OF_HEAD: Final = (b"\r\n", b"\n")
GO_ON: Final = None
STOP: Final = 0


class Reception:
    """What has come of one answer so far; `enough` once nothing more is wanted of it.

    `drain` is called where an unwanted body is let come all the same.
    """

    def __init__(self, *, max_bytes: int, unwanted: Unwanted, cut: bool, drain: Callable[[], None]) -> None:
        self._drain = drain
        self._max_bytes = max_bytes
        self._unwanted = unwanted
        self._cut = cut
        self._lines: list[bytes] = []
        self._decoder: BodyDecoder | None = None
        self._drained = 0
        self.status: int | None = None
        self.headers: Headers = ()
        self.wire_bytes = 0
        self.enough = False
        self.fault: ExchangeError | None = None

    def take_header(self, line: bytes) -> int | None:
        """The next line of the head, or one of a trailer, which is passed over."""
        if self.status is not None:
            return GO_ON
        if line in END_OF_HEAD:
            return self._begin_body() if self._lines else GO_ON
        self._lines.append(line)
        if len(line) > MAX_HEADER_LINE or len(self._lines) > MAX_HEADERS + 1:
            return self._fail("protocol", f"its head has over {MAX_HEADERS} headers, or one of them has no end")
        return GO_ON

    def take_body(self, chunk: bytes) -> int | None:
        """The next chunk of the body, as it came."""
        if self._decoder is None:
            self._drained += len(chunk)
            return STOP if self._drained > MAX_DRAINED else GO_ON
        self.wire_bytes += len(chunk)
        try:
            self._decoder.feed(chunk)
        except TooLargeError:
            self.enough = self._cut
            return STOP if self._cut else self._fail("too_large", f"the body is larger than {self._max_bytes:,} bytes")
        except DecodingError as error:
            return self._fail("protocol", str(error))
        return GO_ON

    @property
    def ends_with_connection(self) -> bool:
        """Whether only the end of the connection can tell where the body ends."""
        framing = {name for name, _ in self.headers} & {"content-length", "transfer-encoding"}
        return self.status is not None and not framing

    def answer(self, url: str) -> Answer:
        """The whole answer. Raises ExchangeError for a compressed body that ends too early."""
        body = b""
        try:
            if self._decoder is not None:
                body = bytes(self._decoder.decoded[: self._max_bytes]) if self.enough else self._decoder.finish()
        except DecodingError as error:
            raise self.error("protocol", str(error)) from None
        return Answer(url=url, status=self.status or 0, headers=self.headers, body=body, wire_bytes=self.wire_bytes)

    def error(self, kind: FailureKind, detail: str, *, unreachable: bool = False) -> ExchangeError:
        """An error with what is known of the answer."""
        return ExchangeError(kind, detail, status=self.status, wire_bytes=self.wire_bytes, unreachable=unreachable)

    def _fail(self, kind: FailureKind, detail: str) -> int:
        self.fault = self.error(kind, detail)
        return STOP

    def _begin_body(self) -> int | None:
        """Judge a head that is complete; those of interim answers are forgotten."""
        status = _status_of(self._lines[0])
        if 100 <= status < 200 and status != 101:
            self._lines.clear()
            return GO_ON
        self.status, self.headers = status, _fields(self._lines[1:])
        if not self._unwanted(status, self.headers):
            encodings = ",".join(value for name, value in self.headers if name == "content-encoding")
            self._decoder = BodyDecoder(encodings, self._max_bytes)
            return GO_ON
        self.enough = True
        if status in (204, 304):
            return GO_ON
        if _length(self.headers) > MAX_DRAINED:
            return STOP
        self._drain()
        return GO_ON


def _status_of(line: bytes) -> int:
    """The status in a status line that libcurl has found sound."""
    code = line.split(None, 2)[1:2]
    return int(code[0]) if code and code[0].isdigit() else 0


def _fields(lines: list[bytes]) -> Headers:
    """Names in lower case and values; a line that goes on an earlier one (RFC 9112, 5.2) is joined to it."""
    fields: list[tuple[str, str]] = []
    for line in lines:
        text = _text(line)
        name, colon, value = text.partition(":")
        if fields and text.startswith((" ", "\t")):
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}".strip())
        elif colon:
            fields.append((name.strip().lower(), value.strip()))
    return tuple(fields)


def _text(line: bytes) -> str:
    """A header is UTF-8; an address in another encoding has to be asked for with the very bytes it came in."""
    if line[:9].lower() == b"location:" and not _is_utf8(line):
        return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in line)
    return line.decode("utf-8", "replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _length(headers: Headers) -> int:
    stated = next((value for name, value in headers if name == "content-length"), "")
    return int(stated[:18]) if stated.isascii() and stated.isdigit() else 0
