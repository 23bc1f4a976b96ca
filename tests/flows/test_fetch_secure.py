import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from flows.fetching.fetch import Fetcher, FetchPolicy
from parsers.records import Fetched
from tests.flows.fetching_site import TEXT, fetched, kind_of, site_and_fetcher

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))


def certified(folder: Path, name: x509.GeneralName = LOOPBACK, *, starts_in: int = -1) -> ssl.SSLContext:
    """A server's side of secure connections, with a certificate of 30 days for `name`, written to certificate.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    start = datetime.now(UTC) + timedelta(days=starts_in)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(written)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system trusts certificate.pem, self-signed as it is."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    return iter([None])


def secure_outcome(context: ssl.SSLContext) -> Any:
    async def run() -> Any:
        async with site_and_fetcher(context, obey_robots=False) as (site, fetcher):
            site.answers("/a", body=TEXT)
            return await fetched(site, fetcher, "/a")

    return asyncio.run(run())


def test_a_site_whose_certificate_the_system_trusts_is_read(tmp_path: Path) -> None:
    assert isinstance(secure_outcome(certified(tmp_path)), Fetched)


@pytest.mark.parametrize(
    ("name", "starts_in", "words"),
    [
        (LOOPBACK, -60, "certificate has expired"),
        (LOOPBACK, 10, "certificate is not yet valid"),
        (x509.DNSName("other.example"), -1, "no alternative certificate subject name matches"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused(
    tmp_path: Path, name: x509.GeneralName, starts_in: int, words: str
) -> None:
    outcome = secure_outcome(certified(tmp_path, name, starts_in=starts_in))
    assert kind_of(outcome) == "tls"
    assert outcome.detail.startswith(f"the site's certificate is not valid: {words}")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certified(tmp_path)
    (tmp_path / "others").mkdir()
    certified(tmp_path / "others")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "others" / "certificate.pem"))
    outcome = secure_outcome(context)
    assert (outcome.kind, outcome.status) == ("tls", None)


def test_a_port_that_speaks_plain_http_is_told(tmp_path: Path) -> None:
    certified(tmp_path)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    outcome = asyncio.run(answer_of(speak, None))
    told = "no secure connection: the server speaks plain HTTP here; try the address with http://"
    assert (outcome.kind, outcome.detail) == ("tls", told)


def test_a_redirect_away_from_https_is_followed_but_never_kept(tmp_path: Path) -> None:
    async def run() -> Any:
        async with (
            site_and_fetcher(certified(tmp_path)) as (secure, fetcher),
            site_and_fetcher() as (plain, _),
        ):
            secure.answers("/a", 301, Location=f"{plain.root}/a", Set_Cookie="token=1; Secure")
            plain.answers("/a", body=TEXT)
            outcome = await fetched(secure, fetcher, "/a")
            return outcome, plain

    outcome, plain = asyncio.run(run())
    assert (outcome.final_url, outcome.permanent_url) == (f"{plain.root}/a", None)
    assert "Cookie" not in plain.log[-1].headers


# ---------------------------------------------------------------- connections


def test_a_connection_is_kept_for_the_next_page_of_its_host(tmp_path: Path) -> None:
    async def run() -> int:
        async with site_and_fetcher(certified(tmp_path)) as (site, fetcher):
            for path in ("/a", "/b", "/c"):
                site.answers(path, body=TEXT)
                assert kind_of(await fetched(site, fetcher, path)) == "Fetched"
            assert kind_of(await fetched(site, fetcher, "/gone")) == "http"
            assert len(site.log) == 5
            return site.connections

    assert asyncio.run(run()) == 1


def test_a_kept_connection_that_the_server_has_closed_is_opened_anew() -> None:
    async def run() -> None:
        async with site_and_fetcher(obey_robots=False) as (site, fetcher):
            site.answers("/a", body=TEXT)
            for _ in range(2):
                assert kind_of(await fetched(site, fetcher, "/a")) == "Fetched"
                while site.writers:
                    site.writers.pop().close()
            assert site.connections == 2

    asyncio.run(run())


def test_a_name_that_turns_inward_is_refused_although_a_connection_to_it_is_open() -> None:
    async def run() -> None:
        answers = [["127.0.0.1"], ["10.0.0.1"]]

        async def resolve(_: str) -> list[str]:
            return answers.pop(0)

        async with site_and_fetcher() as (site, _):
            site.answers("/", body=TEXT)
            port = site.root.rpartition(":")[2]
            policy = FetchPolicy(user_agent="t/1", allow_hosts=[f"127.0.0.1:{port}"], host_seconds=0, obey_robots=False)
            async with Fetcher(policy, resolve=resolve) as fetcher:
                url = f"http://news.example:{port}/"
                kinds = [kind_of(await fetcher.fetch(url, target="page")) for _ in range(2)]
        assert kinds == ["Fetched", "address"]

    asyncio.run(run())


def test_a_secure_body_that_ends_with_its_connection_is_whole_without_a_goodbye(tmp_path: Path) -> None:
    """As on old servers; where the length is stated, a body cut short is a fault all the same."""
    context = certified(tmp_path)

    async def run(head: bytes) -> Any:
        async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + TEXT.encode())
            await writer.drain()
            writer.transport.abort()

        return await answer_of(speak, context)

    whole = asyncio.run(run(b"Content-Type: text/html"))
    assert whole.body.decode() == TEXT
    assert kind_of(asyncio.run(run(b"Content-Length: 1000000"))) == "protocol"


# ---------------------------------------------------------------- HTTP/2


async def speak_http2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = H2Connection(H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while came := await reader.read(65_536):
        for event in connection.receive_data(came):
            if isinstance(event, RequestReceived):
                fields = [(":status", "200"), ("content-type", "text/html"), ("x-odd", "a: b")]
                connection.send_headers(event.stream_id, fields)
                connection.send_data(event.stream_id, TEXT.encode(), end_stream=True)
        writer.write(connection.data_to_send())
    writer.close()


def test_a_site_that_speaks_http_2_only_is_read(tmp_path: Path) -> None:
    context = certified(tmp_path)
    context.set_alpn_protocols(["h2"])
    outcome = asyncio.run(answer_of(speak_http2, context))
    assert isinstance(outcome, Fetched)
    assert (outcome.status, outcome.body.decode(), dict(outcome.headers)["x-odd"]) == (200, TEXT, "a: b")


async def answer_of(speak: Any, context: ssl.SSLContext | None) -> Any:
    """What comes of a secure page whose server behaves as `speak` does."""
    async with listening(speak, context) as port:
        bounds: dict[str, Any] = {"allow_hosts": ["127.0.0.1"], "host_seconds": 0, "obey_robots": False}
        async with Fetcher(FetchPolicy(user_agent="t/1", total_seconds=3, **bounds)) as fetcher:
            return await fetcher.fetch(f"https://127.0.0.1:{port}/", target="page")


@asynccontextmanager
async def listening(speak: Any, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    server = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=context)
    yield server.sockets[0].getsockname()[1]
    server.close()
