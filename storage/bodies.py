"""Bytes as fetched in, compressed bytes out and back again; the codec stands beside each, so that it may change."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODEC = "zstd"
LEVEL = 6


def packed(body: bytes) -> bytes:
    """The body, compressed."""
    return zstd.compress(body, LEVEL)


def unpacked(codec: str, content: bytes) -> bytes:
    """The body as it was. Raises ValueError for bytes or a codec that cannot be read."""
    if codec != CODEC:
        raise ValueError(f"codec {codec!r} is not known here")
    try:
        return zstd.decompress(content)
    except zstd.ZstdError as error:
        raise ValueError(f"the compressed bytes are damaged ({error})") from error
