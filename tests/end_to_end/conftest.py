"""A site on loopback, an operator's folder and a real Prefect server brought up by `defectorwatch serve`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from flows import prefect_environment
from flows.settings import load_settings
from tests.end_to_end.loopback import Site

PREFECT_HOME = Path(os.environ.get("TMPDIR", "/tmp")) / f"defectorwatch-prefect-{os.getpid()}"  # noqa: S108
prefect_environment.apply(PREFECT_HOME)  # before anything imports Prefect
os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"  # the server is stopped before the last lines would arrive

READY_SECONDS = 150
STOP_SECONDS = 60


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a Prefect server that `defectorwatch serve` runs; stopping it cleanly is part of the test."""
    home = tmp_path_factory.mktemp("served")
    feeds = home / "feeds.toml"
    feeds.write_text("", encoding="utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "DEFECTORWATCH_HOME": str(home / "home"),
        "DEFECTORWATCH_FEEDS": str(feeds),
        "PREFECT_HOME": str(home / "prefect"),
    }
    environment.pop("PREFECT_API_URL", None)
    log = (home / "serve.log").open("wb")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests begun in the background: a child would never hear it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}/api"
    try:
        wait_for(lambda: deployments_at(url) >= 4, process, home / "serve.log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        try:
            status = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        log.close()
    told = (home / "serve.log").read_text(encoding="utf-8")
    assert status == 0, told
    assert "Traceback" not in told, told
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server outlived serve"


@pytest.fixture
def prefect_server(served: str) -> Iterator[str]:
    """Flows of the test report to the served Prefect."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: served}):
        yield served


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Sets an operator's environment: `operator(database_url, feeds_toml)` returns the home folder."""

    def set_up(database_url: str, feeds_toml: str, **settings: str) -> Path:
        feeds = tmp_path / "feeds.toml"
        feeds.write_text(feeds_toml, encoding="utf-8")
        home = tmp_path / "home"
        chosen = {
            "HOME": str(home),
            "FEEDS": str(feeds),
            "DATABASE_URL": database_url,
            "ALLOW_HOSTS": "127.0.0.1,127.0.0.2",
            "HOST_SECONDS": "0",
            "TOTAL_SECONDS": "2",
            **settings,
        }
        for name, value in chosen.items():
            monkeypatch.setenv(f"DEFECTORWATCH_{name}", value)
        load_settings.cache_clear()
        return home

    yield set_up
    load_settings.cache_clear()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def deployments_at(url: str) -> int:
    try:
        answer = httpx.post(f"{url}/deployments/count", json={}, timeout=2, trust_env=False)
    except httpx.HTTPError:
        return 0
    return int(answer.json()) if answer.is_success else 0


def wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if ready():
            return
        if process.poll() is not None:
            pytest.fail(f"serve ended with status {process.returncode}: {log.read_text(encoding='utf-8')}")
        time.sleep(0.3)
    pytest.fail(f"serve was not ready after {READY_SECONDS} s: {log.read_text(encoding='utf-8')}")
