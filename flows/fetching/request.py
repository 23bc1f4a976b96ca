"""What to ask for comes in, libcurl's handle for it goes out, with all that libcurl must not do by itself switched off.

That is: proxies and .netrc of the environment, cookies, redirects, protocols besides HTTP, unpacking (BodyDecoder does
it, counts and stops) and opening sockets, which the address guard does.
"""

import os
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import certifi
import pycurl

from flows.fetching.addresses import AddressGuard, AddressRefusedError
from flows.fetching.decoding import ACCEPT_ENCODING
from flows.fetching.faults import ends_without_goodbye, fault_of_transfer
from flows.fetching.receiving import Reception

CHUNK: Final = 65_536

_MANNERS: Final = (
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS),
    (pycurl.PROXY, ""),
    (pycurl.NOSIGNAL, 1),
    (pycurl.PATH_AS_IS, 1),
    (pycurl.BUFFERSIZE, CHUNK),
)


class RequestOptions:
    """What all requests of a run have in common; the certificates are those that the system trusts."""

    def __init__(self, *, user_agent: str, connect_seconds: float) -> None:
        self.connect_seconds = connect_seconds
        self.headers = [f"Accept-Encoding: {ACCEPT_ENCODING}", "Accept-Language: *"]
        self.fixed: tuple[tuple[int, Any], ...] = (
            *_MANNERS,
            *_certificates(),
            (pycurl.USERAGENT, user_agent),
            (pycurl.CONNECTTIMEOUT_MS, round(connect_seconds * 1_000)),
        )


class Request:
    """A handle of libcurl that is aimed at one GET after another, and the sockets made for the present one."""

    def __init__(self, options: RequestOptions, guard: AddressGuard) -> None:
        self._options = options
        self._guard = guard
        self._sockets: list[socket.socket] = []
        self._refused: AddressRefusedError | None = None
        self.curl = pycurl.Curl()
        for option, value in options.fixed:
            self.curl.setopt(option, value)
        self.curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)

    def aim(self, url: str, headers: Mapping[str, str], resolved: str | None, received: Reception) -> None:
        """Say what to ask for, and who takes the answer.

        `resolved` is `+host:port:address,...` where the URL's host is a name.
        """
        set_option = self.curl.setopt
        set_option(pycurl.URL, url)
        if resolved is not None:
            set_option(pycurl.RESOLVE, [resolved])
        set_option(pycurl.HTTPHEADER, [*self._options.headers, *map(": ".join, headers.items())])
        set_option(pycurl.HEADERFUNCTION, received.take_header)
        set_option(pycurl.WRITEFUNCTION, received.take_body)

    def let_go(self) -> None:
        """Forget what was asked and what came; of a connection that is kept libcurl has a socket of its own."""
        for option in (pycurl.RESOLVE, pycurl.HEADERFUNCTION, pycurl.WRITEFUNCTION):
            self.curl.unsetopt(option)
        self._refused = None
        while self._sockets:
            self._sockets.pop().close()

    def judge(self, received: Reception, code: int, message: str) -> None:
        """Raise the ExchangeError of a request that did not end well, unless all that is wanted of it has come."""
        if received.fault is not None:
            raise received.fault
        if received.enough or (received.ends_with_connection and ends_without_goodbye(code, message)):
            return
        if self._refused is not None:
            raise received.error("address", str(self._refused))
        if code == pycurl.E_OPERATION_TIMEDOUT:
            detail = f"no connection within {self._options.connect_seconds:g} s"
            raise received.error("timeout", detail, unreachable=True)
        kind, detail, unreachable = fault_of_transfer(code, message, self.curl.getinfo(pycurl.OS_ERRNO))
        raise received.error(kind, detail, unreachable=unreachable)

    def _open_socket(self, _purpose: int, place: Any) -> Any:
        try:
            self._sockets.append(self._guard.make_socket(place))
        except AddressRefusedError as refused:
            self._refused = refused
            return pycurl.SOCKET_BAD
        return self._sockets[-1]


def _certificates() -> tuple[tuple[int, str], ...]:
    """Where the certificates of this system are, as Python's ssl knows them; where there are none, certifi's."""
    paths = ssl.get_default_verify_paths()
    # libcurl reads a file once but a folder for each connection, so a folder is named only where it is needed.
    folder = paths.capath if not paths.cafile or paths.openssl_capath_env in os.environ else None
    found = [(pycurl.CAINFO, paths.cafile), (pycurl.CAPATH, folder if _holds_anything(folder) else None)]
    return tuple((option, path) for option, path in found if path) or ((pycurl.CAINFO, certifi.where()),)


def _holds_anything(folder: str | None) -> bool:
    return folder is not None and any(Path(folder).iterdir())
