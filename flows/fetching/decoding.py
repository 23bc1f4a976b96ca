"""Compressed chunks of a body come in, decoded bytes go out, never more than a limit: bombs stop where they start."""

import zlib
from collections.abc import Iterator
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]

try:
    from compression import zstd  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    from backports import zstd

STEP: Final = 65_536
MAX_LAYERS: Final = 2
ACCEPT_ENCODING: Final = "gzip, deflate, br, zstd"

_NO_LAYERS: Final = frozenset({"", "identity", "none", "binary", "8bit", "utf-8", "utf8", "iso-8859-1"})
"""Names that change nothing, and names of other things that servers put here."""
_GZIP_MAGIC: Final = b"\x1f\x8b"


class TooLargeError(Exception):
    """The decoded body passes the limit."""


class DecodingError(Exception):
    """The body is not in the encoding that its headers state, or in one that was not asked for."""


class BodyDecoder:
    """Feed it the chunks of one body; `decoded` is what has come out so far.

    `encodings` is what Content-Encoding lists, in the order in which they were laid on (RFC 9110, 8.4).
    """

    def __init__(self, encodings: str, limit: int) -> None:
        names = (each.partition(";")[0].strip().lower() for each in encodings.split(","))
        self._layers = [name for name in names if name not in _NO_LAYERS][::-1]
        self._limit = limit
        self._streams: list[_Stream] = []
        self._passed = [0] * (len(self._layers) + 1)
        self.decoded = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk. Raises TooLargeError or DecodingError."""
        if len(self._layers) > MAX_LAYERS:
            raise DecodingError(f"the body is packed {len(self._layers)} times")
        try:
            self._unpack(chunk, 0)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise DecodingError(f"the body is not {self._named} as its header says ({error})") from None

    def finish(self) -> bytes:
        """The whole body. Raises DecodingError when its compressed form ends too early."""
        if not all(stream.ended for stream in self._streams):
            raise DecodingError(f"the {self._named} body ends too early")
        return bytes(self.decoded)

    @property
    def _named(self) -> str:
        return ", ".join(self._layers[::-1])

    def _unpack(self, chunk: bytes, layer: int) -> None:
        """Take a chunk through this layer and those below it; what comes out between layers counts as well."""
        if not chunk:
            return
        if layer < len(self._layers):
            if layer == len(self._streams):
                self._streams.append(_open_stream(self._layers[layer], chunk))
            for piece in self._streams[layer].pieces(chunk):
                self._unpack(piece, layer + 1)
        else:
            self.decoded += chunk
        self._passed[layer] += len(chunk)
        if self._passed[layer] > self._limit:
            raise TooLargeError


class _Stream(Protocol):
    @property
    def ended(self) -> bool: ...

    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...


def _open_stream(encoding: str, first: bytes) -> _Stream:
    """Some servers label bodies gzip that are plain; their first bytes tell."""
    if encoding in {"gzip", "x-gzip"}:
        return _Zlib(31) if first[:1] == _GZIP_MAGIC[:1] else _Plain()
    if encoding == "deflate":
        # The standard means zlib's wrapper, many servers send the bare stream.
        return _Zlib(15 if first[0] & 0x0F == 8 and len(first) > 1 and (first[0] * 256 + first[1]) % 31 == 0 else -15)
    if encoding == "br":
        return _Brotli()
    if encoding == "zstd":
        return _Zstd()
    raise DecodingError(f"the body is in the encoding {encoding[:40]!r}, which was not asked for")


class _Plain:
    ended = True

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk


class _Zlib:
    """gzip (of one member or several) and deflate."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)
        self._begun = False

    @property
    def ended(self) -> bool:
        return self._inflater.eof or not self._begun

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        full = False
        while chunk or full:
            if self._inflater.eof:
                if self._wbits != 31 or not chunk.startswith(_GZIP_MAGIC):
                    return  # padding behind the last member
                self._inflater = zlib.decompressobj(self._wbits)
            self._begun = True
            piece = self._inflater.decompress(chunk, STEP)
            yield piece
            # A full step may leave output inside zlib although it has taken all input.
            full = len(piece) == STEP and not self._inflater.eof
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def ended(self) -> bool:
        return bool(self._decompressor.is_finished())

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield self._decompressor.process(chunk, output_buffer_limit=STEP)
        while not self._decompressor.can_accept_more_data() and not self._decompressor.is_finished():
            yield self._decompressor.process(b"", output_buffer_limit=STEP)


class _Zstd:
    """One frame or several, with a window no larger than RFC 9659 allows on the web (8 MB)."""

    def __init__(self) -> None:
        self._decompressor = self._new()

    @staticmethod
    def _new() -> "zstd.ZstdDecompressor":
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})

    @property
    def ended(self) -> bool:
        return bool(self._decompressor.eof)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while chunk or not (self._decompressor.needs_input or self._decompressor.eof):
            if self._decompressor.eof:
                self._decompressor = self._new()
            yield self._decompressor.decompress(chunk, STEP)
            chunk = self._decompressor.unused_data if self._decompressor.eof else b""
