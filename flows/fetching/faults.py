"""The exception of a failed request, or a status that is no success, in; its kind and a clause for the operator out."""

import os
import ssl
from http import HTTPStatus
from typing import Final

import aiohttp

from flows.fetching.addresses import AddressRefusedError
from parsers.records import FailureKind

HTTP2_GREETING: Final = "\\x00\\x00"
"""How aiohttp quotes the first bytes of an answer that begins with a frame of HTTP/2 (RFC 9113, 3.4)."""

_KINDS: Final[dict[int, FailureKind]] = {410: "gone", 429: "throttled"}
_STATUSES: Final = {
    204: "came without content",
    400: "was not understood by the server",
    401: "asks for a password, and only what is open to all is read here",
    402: "asks for payment",
    403: (
        "is forbidden to this program or network; name yourself in DEFECTORWATCH_CONTACT and ask the site to let it "
        "in, or take another feed"
    ),
    404: "is not there",
    406: "is not offered to programs like this one",
    408: "took the server too long",
    410: "is gone for good",
    421: "was sent to the wrong server of the site",
    426: "is offered in a newer version of HTTP only, which is not spoken here",
    429: "asks for fewer requests",
    451: "is withheld by law",
    500: "met a fault of the server",
    501: "met a fault of the server",
    502: "cannot be had, for the server behind the site does not answer",
    503: "cannot be had, for the site is overloaded or being worked on",
    504: "cannot be had, for the server behind the site does not answer",
}
_BROWSERS_ONLY: Final = (
    "is shown only to browsers that pass a check; ask the site to let this program in, or take another feed"
)


def fault_of_status(status: int, *, challenged: bool) -> tuple[FailureKind, str]:
    """The kind of an answer without a body to read; `challenged` says that a robot check stood in the way."""
    words = _BROWSERS_ONLY if challenged else _STATUSES.get(status) or _group_words(status)
    return _KINDS.get(status, "http"), f"{words} (HTTP {status})"


def _group_words(status: int) -> str:
    if 300 <= status < 400:
        return "redirects without saying where"
    if status >= 500:
        return "met a fault of the server"
    known = {each.value: each.phrase.lower() for each in HTTPStatus}
    return f"is refused, {known[status]}" if status in known else "is refused"


def fault_of(error: Exception) -> tuple[FailureKind, str]:
    """The kind of a request that brought no answer."""
    cause = getattr(error, "os_error", error)
    match error:
        case _ if isinstance(cause, AddressRefusedError):
            return "address", str(cause)
        case aiohttp.ClientConnectorDNSError():
            return "dns", f"the host name cannot be resolved: {_system_words(cause)}"
        case aiohttp.ClientConnectorCertificateError():
            return "tls", f"the site's certificate is not valid: {_certificate_words(error.certificate_error)}"
        case aiohttp.ClientSSLError():
            return "tls", f"no secure connection: {_tls_words(cause)}"
        case aiohttp.ClientConnectorError():
            return "connect", f"no connection: {_system_words(cause)}"
        case aiohttp.InvalidURL() | ValueError():
            return "protocol", f"an address that cannot be asked: {error}"
        case aiohttp.ServerDisconnectedError() | ConnectionError():
            return "connect", "the server broke the connection off without an answer"
        case _:
            return "protocol", _protocol_words(error)


def is_unreachable(error: Exception) -> bool:
    """Whether no connection came about, which the next request to the same place would find as well."""
    refused = isinstance(getattr(error, "os_error", error), AddressRefusedError)
    return isinstance(error, aiohttp.ClientConnectorError) and not refused


def _system_words(cause: Exception) -> str:
    """What the system says of a failed connection, without its number and the address, which stand in the row."""
    if isinstance(cause, OSError) and cause.errno:
        # getaddrinfo has error numbers of its own, below zero
        return (os.strerror(cause.errno) if cause.errno > 0 else cause.strerror or "").lower()
    return _first_line(cause)


def _certificate_words(error: Exception) -> str:
    return str(getattr(error, "verify_message", "")).rstrip(".") or _first_line(error)


def _tls_words(cause: Exception) -> str:
    reason = (cause.reason or "") if isinstance(cause, ssl.SSLError) else ""
    if reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"}:
        return "the server speaks plain HTTP here; try the address with http://"
    if "NO_APPLICATION_PROTOCOL" in reason:
        return "the server speaks HTTP/2 only, which is not spoken here"
    return reason.replace("_", " ").lower() or _first_line(cause)


def _protocol_words(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error)
    if HTTP2_GREETING in text:
        return "the server speaks HTTP/2 only, which is not spoken here"
    return f"the answer is no sound HTTP: {_first_line(text or type(error).__name__)}"


def _first_line(fault: Exception | str) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0][:200].rstrip(":") if lines else type(fault).__name__
