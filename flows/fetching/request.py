"""What to ask for comes in, libcurl's handle for it goes out, with all that libcurl must not do by itself switched off.

That is: proxies and .netrc of the environment, cookies, redirects, protocols besides HTTP, unpacking (BodyDecoder does
it, counts and stops) and opening sockets, which the address guard does.
"""

import os
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

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
        self.headers = {"Accept-Encoding": ACCEPT_ENCODING, "Accept-Language": "*"}
        self.fixed: tuple[tuple[int, Any], ...] = (
            *_MANNERS,
            *_certificates(),
            (pycurl.USERAGENT, user_agent),
            (pycurl.CONNECTTIMEOUT_MS, round(connect_seconds * 1_000)),
        )


class Request:
    """One GET on its way and the sockets made for it; use it in a `with`."""

    def __init__(self, options: RequestOptions, guard: AddressGuard, received: Reception) -> None:
        self._options = options
        self._guard = guard
        self._received = received
        self._sockets: list[socket.socket] = []
        self._refused: AddressRefusedError | None = None
        self.curl = pycurl.Curl()

    def __enter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the handle; of a connection that is kept libcurl has a socket of its own."""
        self.curl.close()
        for opened in self._sockets:
            opened.close()

    def aim(self, url: str, headers: Mapping[str, str], resolved: str | None) -> None:
        """Say what to ask for; `resolved` is `+host:port:address,...` where the URL's host is a name."""
        set_option = self.curl.setopt
        for option, value in self._options.fixed:
            set_option(option, value)
        set_option(pycurl.URL, url)
        if resolved is not None:
            set_option(pycurl.RESOLVE, [resolved])
        fields = {**self._options.headers, **headers}
        set_option(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in fields.items()])
        set_option(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        set_option(pycurl.HEADERFUNCTION, self._received.take_header)
        set_option(pycurl.WRITEFUNCTION, self._received.take_body)

    def judge(self, code: int, message: str) -> None:
        """Raise the ExchangeError of a request that did not end well, unless all that is wanted of it has come."""
        received = self._received
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
