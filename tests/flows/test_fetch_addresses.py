import asyncio
import socket
from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.fetching.addresses import AddressGuard, AddressRefusedError, AllowList, is_address, refusal_of
from flows.fetching.fetch import Fetcher, FetchPolicy
from parsers.records import FetchFailure, FetchOutcome
from tests.flows.fetching_site import Asked, Reply, Site, serving

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::",
    "2001:0:7f00:1::", "3fff::1", "not an address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "223.130.192.247", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
ODD = [
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "1.2.3.4.5",
    "256.1.1.1",
    "0",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_outside_the_open_internet_is_let_through(address: str) -> None:
    assert refusal_of(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address: str) -> None:
    assert refusal_of(address) is None


@pytest.mark.parametrize("host", ODD)
def test_odd_spellings_of_an_address_are_not_even_looked_up(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        is_address(host)


@pytest.mark.parametrize("host", ["example.com", "1.example", "a1", "123.com", "xn--3e0b707e.kr"])
def test_names_are_told_from_addresses(host: str) -> None:
    assert not is_address(host)
    assert is_address("8.8.8.8")
    assert is_address("::1")


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_however_it_is_wrapped(address: object) -> None:
    plain = refusal_of(str(address)) is None
    assert (refusal_of(f"::ffff:{address}") is None) == plain
    number = int(address)  # type: ignore[call-overload]
    assert (refusal_of(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}") is None) == plain


def test_the_allow_list_reads_hosts_ports_and_stars() -> None:
    allow = AllowList(["127.0.0.1:*", "intranet.example:8080", "[::1]:80", "10.0.0.9", "fd00::1"])
    inside = [("127.0.0.1", 1), ("intranet.example", 8080), ("::1", 80), ("10.0.0.9", 443), ("fd00::1", 8)]
    outside = [("127.0.0.2", 1), ("intranet.example", 80), ("::1", 81), ("10.0.0.90", 443)]
    assert all(place in allow for place in inside)
    assert not any(place in allow for place in outside)


# ---------------------------------------------------------------- through the client, with a guarded server


async def secret(_: Asked) -> Reply:
    return Reply("secret")


async def redirect(request: Asked) -> Reply:
    return Reply(status=302, headers=[("Location", request.query("to"))])


def tried(url: str, *answers: Collection[str]) -> tuple[FetchOutcome, int]:
    """Fetch a URL in which {port} is a guarded server and {open} an allowed one; DNS gives its answers one by one.

    The outcome, and how many connections the guarded server saw.
    """
    guarded, opened = Site(), Site()
    opened.paths["/"] = redirect
    replies = list(answers)

    async def resolve(_: str) -> Collection[str]:
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def run() -> FetchOutcome:
        async with serving(guarded) as port, serving(opened) as open_port:
            policy = FetchPolicy(
                user_agent="test/1",
                allow_hosts=[f"127.0.0.1:{open_port}"],
                host_seconds=0,
                obey_robots=False,
                total_seconds=5,
            )
            async with Fetcher(policy, resolve=resolve if answers else None) as fetcher:
                return await fetcher.fetch(url.format(port=port, open=open_port), target="page")

    return asyncio.run(run()), guarded.connections


TRICKS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://news.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{open}/?to=http://127.0.0.1:{port}/",
    "http://127.0.0.1:{open}/?to=//127.0.0.1:{port}/",
    "http://127.0.0.1:{open}/?to=http://localhost:{port}/",
    "http://127.0.0.1:{open}/?to=http://0x7f.1:{port}/",
]


@pytest.mark.parametrize("url", TRICKS)
def test_no_trick_with_an_address_reaches_a_private_server(url: str) -> None:
    outcome, hits = tried(url)
    assert isinstance(outcome, FetchFailure)
    assert (outcome.kind, hits) == ("address", 0), outcome.detail


def test_a_backslash_does_not_turn_a_host_into_a_user_name() -> None:
    outcome, hits = tried("http://127.0.0.1:{open}/?to=http://news.example%5C@127.0.0.1:{port}/", [])
    assert isinstance(outcome, FetchFailure)
    assert (outcome.kind, hits) == ("dns", 0)
    assert str(outcome.final_url).startswith("http://news.example/@127.0.0.1")


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "gopher://x/", ""])
def test_a_redirect_leads_to_web_addresses_only(to: str) -> None:
    outcome, _ = tried("http://127.0.0.1:{open}/?to=" + to)
    assert isinstance(outcome, FetchFailure)
    assert outcome.kind == "redirect"


def test_a_name_that_points_inside_is_refused() -> None:
    outcome, hits = tried("http://news.example:{port}/", ["127.0.0.1"])
    assert isinstance(outcome, FetchFailure)
    assert (outcome.kind, hits) == ("address", 0)


def test_one_bad_answer_among_good_ones_refuses_the_name() -> None:
    outcome, hits = tried("http://news.example:{port}/", ["8.8.8.8", "127.0.0.1"])
    assert isinstance(outcome, FetchFailure)
    assert (outcome.kind, hits) == ("address", 0)


def test_a_name_that_points_inside_only_the_second_time_is_refused_the_second_time() -> None:
    to = "http://rebind.example:{port}/"
    outcome, hits = tried("http://rebind.example:{open}/?to=" + to, ["127.0.0.1"], ["127.0.0.1"])
    assert isinstance(outcome, FetchFailure)
    assert (outcome.kind, hits) == ("address", 0)


def test_the_socket_itself_is_refused_whatever_the_resolver_said() -> None:
    guard = AddressGuard(AllowList([]))
    with pytest.raises(AddressRefusedError, match=r"127\.0\.0\.1 is a loopback address"):
        guard.make_socket((socket.AF_INET, socket.SOCK_STREAM, 0, ("127.0.0.1", 80)))


def test_a_host_on_the_allow_list_is_reached_by_its_name() -> None:
    async def run() -> FetchOutcome:
        async def resolve(_: str) -> Collection[str]:
            return ["127.0.0.1"]

        site = Site()
        site.paths["/"] = secret
        async with serving(site) as port:
            policy = FetchPolicy(user_agent="test/1", allow_hosts=[f"intranet.example:{port}"], host_seconds=0)
            async with Fetcher(policy, resolve=resolve) as fetcher:
                outcome = await fetcher.fetch(f"http://intranet.example:{port}/", target="page")
                other = await fetcher.fetch(f"http://other.example:{port}/", target="page")
        assert isinstance(other, FetchFailure)
        assert other.kind == "address"
        return outcome

    assert asyncio.run(run()).__class__.__name__ == "Fetched"


def test_a_name_without_an_address_is_a_failure_of_dns() -> None:
    async def run() -> FetchOutcome:
        async def resolve(_: str) -> Collection[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        async with Fetcher(FetchPolicy(user_agent="test/1"), resolve=resolve) as fetcher:
            return await fetcher.fetch("http://nowhere.example/", target="page")

    outcome = asyncio.run(run())
    assert isinstance(outcome, FetchFailure)
    assert outcome.kind == "dns"
