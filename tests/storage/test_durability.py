"""Several writers at once, and writers that are killed: nothing lost, nothing doubled."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from storage.archive import Archive


@pytest.fixture(scope="module")
def crash() -> ModuleType:
    """The benchmark that kills an ingest; here with a handful of kills."""
    import importlib.util

    path = Path(__file__).parents[1] / "benchmarks" / "ledger_crash.py"
    spec = importlib.util.spec_from_file_location("ledger_crash", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_killed_ingest_run_again_leaves_the_rows_of_an_undisturbed_one(
    archive_url: str, tmp_path: Path, crash: ModuleType
) -> None:
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.db"
    usual = crash.life(undisturbed)
    rounds = crash.killed_rounds(archive_url, kills=3, seed=3, usual=usual, expected=crash.dump(undisturbed))
    assert rounds
    assert all(rounds)


def test_four_processes_that_write_the_same_lose_and_double_nothing(
    archive_url: str, tmp_path: Path, crash: ModuleType
) -> None:
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.db"
    crash.ingest(undisturbed)
    command = [sys.executable, crash.__file__ or "", "--ingest", archive_url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    for each in running:
        _, errors = each.communicate(timeout=120)
        assert each.returncode == 0, errors.decode()
    assert crash.dump(archive_url) == crash.dump(undisturbed)


def test_threads_may_share_an_archive(
    registered: Archive,
    make_poll: Callable[..., Any],
    make_reading: Callable[..., Any],
    make_statistic: Callable[..., Any],
) -> None:
    together = threading.Barrier(4)

    def work(worker: int) -> None:
        together.wait(timeout=30)
        for batch in range(5):
            registered.append_poll(make_poll(*(f"e{batch}-{n}" for n in range(10)), minute=worker))
            readings = [make_reading(f"https://x.example/{batch}/{n}", make_statistic(100 + n)) for n in range(10)]
            registered.append_readings(readings if worker % 2 else readings[::-1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    counts = registered.counts()
    assert (counts.entries, counts.documents, counts.sightings, counts.figures) == (50, 50, 50, 10)
