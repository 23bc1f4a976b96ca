"""Names and addresses of hosts come in, only those of the open internet go through to a connection.

The check stands where the socket is made, so it holds for feeds, pages, robots.txt and every hop of a redirect, and a
name that answers differently the second time (DNS rebinding) gains nothing. Sources: IANA special-purpose address
registries (by `ipaddress`), RFC 4291 (IPv4 in IPv6), RFC 6052 and RFC 8215 (NAT64), RFC 3056, RFC 4380.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

Resolve = Callable[[str], Awaitable[Collection[str]]]
"""The addresses of a host name, as the system's resolver or a test gives them."""

DNS_THREADS: Final = 16

_NAT64: Final = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC: Final = tuple(
    IPv6Network(block)
    for block in ("64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16", "100:0:0:1::/64", "2001:2::/48")
)
_LOOKS_NUMERIC: Final = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)


class AddressRefusedError(OSError):
    """An address that is not of the open internet; an OSError like that of a name without an address."""


@lru_cache(maxsize=4_096)
def refusal_of(address: str) -> str | None:
    """Why this address may not be connected to, None when it may."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    for carried in (ip, *_carried(ip)):
        if reason := _not_public(carried):
            return f"{address} is {reason}"
    return None


def is_address(host: str) -> bool:
    """Whether the host of a URL is an IP address and no name. Raises AddressRefusedError for an odd spelling of one."""
    name = host.rstrip(".")
    if ":" in name:
        return True
    if not _LOOKS_NUMERIC.fullmatch(name):
        return False
    try:
        socket.inet_pton(socket.AF_INET, name)
    except OSError:
        raise AddressRefusedError(f"{host} is an IP address in a spelling made to hide it") from None
    return True


def _carried(ip: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to by translation or tunnel."""
    if isinstance(ip, IPv4Address):
        return ()
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or int(ip) >> 32 == 0:
        found.append(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return tuple(address for address in found if address is not None)


def _not_public(ip: IPv4Address | IPv6Address) -> str | None:
    names = {
        "the unspecified address": ip.is_unspecified,
        "a loopback address": ip.is_loopback,
        "a link-local address": ip.is_link_local,
        "a multicast address": ip.is_multicast,
        "a private address": ip.is_private and not _is_carrier(ip),
        "a reserved address": ip.is_reserved and not _is_carrier(ip),
        "not of the open internet": isinstance(ip, IPv6Address) and any(ip in block for block in _NOT_PUBLIC),
        "no public address": not ip.is_global and not _is_carrier(ip),
    }
    return next((name for name, holds in names.items() if holds), None)


def _is_carrier(ip: IPv4Address | IPv6Address) -> bool:
    """Forms that are judged by the IPv4 address they carry."""
    return isinstance(ip, IPv6Address) and (ip.ipv4_mapped is not None or ip in _NAT64)


# ---------------------------------------------------------------- the allow list


class AllowList:
    """Hosts that the operator lets through, written `host`, `host:port` or `host:*`; IPv6 in brackets."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._patterns = frozenset(_host_and_port(pattern) for pattern in patterns)

    def __contains__(self, place: tuple[str, int]) -> bool:
        host, port = place[0].lower(), str(place[1])
        return (host, port) in self._patterns or (host, "*") in self._patterns


def _host_and_port(pattern: str) -> tuple[str, str]:
    pattern = pattern.strip().lower()
    if pattern.startswith("["):
        host, _, port = pattern[1:].partition("]")
        return host, port.removeprefix(":") or "*"
    host, _, port = pattern.rpartition(":") if pattern.count(":") == 1 else (pattern, "", "")
    return host, port or "*"


# ---------------------------------------------------------------- the guard


class AddressGuard:
    """Looks names up and makes the sockets; nothing connects past it.

    A name with one bad address among its answers is refused whole.
    """

    def __init__(self, allow: AllowList, resolve: Resolve | None = None) -> None:
        self._allow = allow
        self._resolve = resolve or self._ask_system
        self._admitted: set[tuple[str, int]] = set()
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def addresses_of(self, host: str, port: int) -> list[str]:
        """The addresses of a name, all of them checked. Raises AddressRefusedError, or OSError where there is none."""
        addresses = list(dict.fromkeys(await self._resolve(host)))
        if not addresses:
            raise OSError(f"{host} has no address")
        if (host, port) in self._allow:
            self._admitted.update((address, port) for address in addresses)
        else:
            self._refuse_bad(addresses, port)
        return addresses

    def make_socket(self, place: tuple[int, int, int, tuple[Any, ...]]) -> socket.socket:
        """A socket for (family, kind, protocol, address): the last check before a packet leaves.

        Raises AddressRefusedError.
        """
        family, kind, protocol, (address, port, *_) = place
        if (address, port) not in self._admitted:
            self._refuse_bad([address], port)
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        """Let go of the threads; a look-up that hangs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _refuse_bad(self, addresses: Collection[str], port: int) -> None:
        for address in addresses:
            reason = refusal_of(address)
            if reason and (address.partition("%")[0], port) not in self._allow:
                raise AddressRefusedError(reason)

    async def _ask_system(self, host: str) -> Collection[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        )
        return [str(place[0]) for *_, place in found]
