"""The exception of a failed request, or a status that is no success, in; its kind and a clause for the operator out."""

import os
import re
from http import HTTPStatus
from typing import Final

import pycurl

from flows.fetching.addresses import AddressRefusedError
from flows.fetching.answers import ExchangeError
from parsers.records import FailureKind

_BROKEN_OFF: Final = "the server broke the connection off before its answer was complete"
_TLS: Final = frozenset({
    pycurl.E_SSL_CONNECT_ERROR, pycurl.E_SSL_CERTPROBLEM, pycurl.E_SSL_CIPHER, pycurl.E_SSL_CACERT_BADFILE,
    pycurl.E_SSL_ISSUER_ERROR, pycurl.E_SSL_INVALIDCERTSTATUS, pycurl.E_SSL_ENGINE_INITFAILED,
})  # fmt: skip
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


def fault_of_name(error: OSError) -> ExchangeError:
    """What it means that a name's addresses were refused or not found."""
    if isinstance(error, AddressRefusedError):
        return ExchangeError("address", str(error))
    # getaddrinfo has error numbers of its own, below zero, with their words
    words = (error.strerror or _first_line(str(error))).lower()
    return ExchangeError("dns", f"the host name cannot be resolved: {words}", unreachable=True)


def fault_of_transfer(code: int, message: str, errno: int) -> tuple[FailureKind, str, bool]:
    """The kind of a request that libcurl gave up, a clause, and whether no connection came about.

    `code` is one of https://curl.se/libcurl/c/libcurl-errors.html, `message` its text, `errno` the system's or 0.
    """
    match code:
        case pycurl.E_PEER_FAILED_VERIFICATION:
            return "tls", f"the site's certificate is not valid: {_certificate_words(message)}", True
        case _ if code in _TLS:
            return "tls", f"no secure connection: {_tls_words(message)}", True
        case pycurl.E_COULDNT_CONNECT:
            return "connect", f"no connection: {_system_words(message, errno)}", True
        case pycurl.E_COULDNT_RESOLVE_HOST:
            return "dns", "the host name cannot be resolved", True
        case pycurl.E_URL_MALFORMAT:
            return "protocol", f"an address that cannot be asked: {_first_line(message)}", False
        case pycurl.E_UNSUPPORTED_PROTOCOL:
            return "protocol", "the answer is no sound HTTP: it has no status line", False
        case pycurl.E_GOT_NOTHING | pycurl.E_SEND_ERROR:
            return "connect", _BROKEN_OFF, False
        case pycurl.E_RECV_ERROR if errno:
            return "connect", _BROKEN_OFF, False
        case _:
            return "protocol", f"the answer is no sound HTTP: {_first_line(message)}", False


def ends_without_goodbye(code: int, message: str) -> bool:
    """Whether a secure connection just ended, without the word that it was meant to (RFC 8446, 6.1): old servers do."""
    return code == pycurl.E_RECV_ERROR and "unexpected eof" in message


def _system_words(message: str, errno: int) -> str:
    """What the system says of a failed connection, without its number and the address, which stand in the row."""
    return os.strerror(errno).lower() if errno else _first_line(message)


def _certificate_words(message: str) -> str:
    """`SSL certificate OpenSSL verify result: certificate has expired (10)` without what frames it."""
    return re.sub(r" \(\d+\)$", "", _first_line(message).partition(": ")[2]) or _first_line(message)


def _tls_words(message: str) -> str:
    """`TLS connect error: error:0A00010B:SSL routines::wrong version number` without what frames it."""
    words = _first_line(message).rpartition(":")[2].strip().lower() or _first_line(message)
    if words in {"wrong version number", "record layer failure", "http request", "packet length too long"}:
        return "the server speaks plain HTTP here; try the address with http://"
    return words


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0][:200].rstrip(":") if lines else "no reason given"
