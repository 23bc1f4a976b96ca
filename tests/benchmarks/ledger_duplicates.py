"""How well and how fast copies are found: generated syndication in; pair precision, recall and look-up times out.

    .venv/bin/python tests/benchmarks/ledger_duplicates.py [--stories N] [--stored N]

Every story comes in seven versions (as written, 3 and 8 percent of its words edited, cut to 60 and 35 percent, wrapped
in other sites' boilerplate, and all of these at once). Four in ten stories are lookalikes of another: the same words,
edited as well, with one or all figures changed. Nothing is read by the extractor, so that the texts alone must tell.
With --stored, that many unrelated texts are stored before, and the look-up is timed at 10,000 and at the full size.
"""

import argparse
import itertools
import multiprocessing
import random
import re
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from parsers.records import Article, Reading
from storage import copies
from storage.archive import Archive
from storage.likeness import HIGHEST, SAMPLE, run_hashes, word_hash
from storage.tables import TextRow

STORED_AT_ONCE = 20_000
AT = datetime(2026, 11, 22, tzinfo=UTC)
SYLLABLES = [a + b for a in "bdfghklmnprstvw" for b in "aeiou"]
HANGUL = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
FIXED = [
    "The number of North Korean defectors arriving in the South came to {n} in {y}, the ministry said.",
    "Of them {n} were women and {n} were men, according to the ministry's tally.",
    "The figure compares with {n} a year earlier and {n} in {y}.",
    "A total of {n} people have resettled since records began.",
    "통일부에 따르면 {y}년 입국한 탈북민은 {n}명으로 집계됐다.",
    "이 가운데 여성은 {n}명, 남성은 {n}명이다.",
]
FOOTERS = [
    "Copyright {y} all rights reserved no redistribution without permission.",
    "Read more stories like this one in our newsletter sent to readers every morning.",
    "무단 전재 및 재배포 금지 저작권자 {y}",
    "Share this story on your favourite network and follow us for updates.",
    "Our reporter can be reached by mail at the news desk.",
]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--stories", type=int, default=750)
    asked.add_argument("--stored", type=int, default=0)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        quality(Path(folder), options.stories, options.seed)
        if options.stored:
            look_up(Path(folder), options.stored, options.seed)


def quality(folder: Path, stories: int, seed: int) -> None:
    """Cluster the generated documents and compare every pair with the truth."""
    chance = random.Random(seed)  # noqa: S311  (a benchmark, not a secret)
    documents = list(generated(chance, stories))
    story_of = {f"https://x.example/{number}": story for number, (story, _, _) in enumerate(documents)}
    version_of = {f"https://x.example/{number}": version for number, (_, version, _) in enumerate(documents)}
    with Archive.open(f"sqlite:///{folder / 'quality.db'}") as archive:
        readings = [_reading(f"https://x.example/{number}", text) for number, (_, _, text) in enumerate(documents)]
        chance.shuffle(readings)
        for some in _batches(readings, 500):
            archive.append_readings(some)
        began = time.process_time()
        archive.settle()
        seconds = time.process_time() - began
        clusters = _clusters(archive)
    numbers_of = {f"https://x.example/{n}": set(re.findall(r"\d+", text)) for n, (_, _, text) in enumerate(documents)}
    right = wrong = rivals = 0
    for urls in clusters.values():
        for one, other in itertools.combinations(urls, 2):
            same = story_of[one] == story_of[other]
            right, wrong = right + same, wrong + (not same)
            rivals += bool(not same and numbers_of[one] - numbers_of[other] and numbers_of[other] - numbers_of[one])
    wanted = _pairs(story_of)
    print(
        f"documents {len(documents)}, clustered in {seconds:.1f} CPU s ({1000 * seconds / len(documents):.2f} ms each)"
    )
    print(f"pair precision {right / max(1, right + wrong):.4f}, recall {right / wanted:.4f}")
    print(f"{wrong} of {right + wrong} pairs wrong, {rivals} of them with figures that differ both ways")
    _print_recall_by_version(clusters, story_of, version_of)


def generated(chance: random.Random, stories: int) -> Iterator[tuple[int, str, str]]:
    """(story, version, text) of each document."""
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(6000)]
    vocabulary += ["".join(chance.choices(HANGUL, k=chance.randint(2, 4))) for _ in range(3000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    chance.shuffle(vocabulary)
    cumulative = list(itertools.accumulate(weights))
    lookalikes = max(1, stories * 4 // 10)
    frames = [_frame(chance, vocabulary, cumulative) for _ in range(stories - lookalikes)]
    frames += [frames[chance.randrange(len(frames) // 5 or 1)] for _ in range(lookalikes)]
    figures: dict[int, list[str]] = {}
    for story, frame in enumerate(frames):
        fresh = [_figure(chance, kind) for kind in frame[1]]
        before = figures.get(id(frame))
        if before and chance.random() < 0.5:
            place = next(place for place, kind in enumerate(frame[1]) if kind == "n")
            fresh = [*before[:place], fresh[place] if fresh[place] != before[place] else "77", *before[place + 1 :]]
        figures[id(frame)] = fresh
        words = _filled(frame[0], fresh)
        if before:
            words = _edited(chance, words, vocabulary, 0.02)
        yield from ((story, version, text) for version, text in _versions(chance, words, vocabulary))


def look_up(folder: Path, stored: int, seed: int) -> None:
    """Store many unrelated texts with their fingerprints and time the look-up at two sizes."""
    chance = np.random.default_rng(seed)
    words = ["".join(chance.choice(SYLLABLES, chance.integers(1, 5))) for _ in range(30_000)]
    for size in sorted({min(10_000, stored), stored}):
        path = folder / f"lookup{size}.db"
        Archive.open(f"sqlite:///{path}").close()
        began = time.perf_counter()
        _store(path, chance, words, size)
        seconds = time.perf_counter() - began
        texts = list(_texts(chance, words, 1000)[0])
        with multiprocessing.get_context("spawn").Pool(1) as apart:
            milliseconds, megabytes = apart.apply(_timed_look_up, (f"sqlite:///{path}", texts))
        print(f"look-up with {size} stored: {milliseconds:.3f} CPU ms a document; the process takes {megabytes:.0f} MB")
        print(f"  (stored in {seconds:.0f} s, {path.stat().st_size / 1e6:.0f} MB)")


def _store(path: Path, chance: np.random.Generator, words: list[str], size: int) -> None:
    """Write texts, signatures and postings straight into the file; the postings in the order of their keys."""
    postings = []
    with closing(sqlite3.connect(path)) as connection, connection:
        for first in range(0, size, STORED_AT_ONCE):
            texts, found = _texts(chance, words, min(STORED_AT_ONCE, size - first))
            numbered = [(first + place, f"t{first + place:023}", text) for place, text in enumerate(texts)]
            connection.executemany(
                "insert into texts values (?, ?, ?)", [(key, text, key) for _, key, text in numbered]
            )
            connection.executemany(
                "insert into signatures values (?, ?)", [(number, key) for number, key, _ in numbered]
            )
            found[:, 1] += first
            postings.append(found)
        everything = np.concatenate(postings)
        ordered = _capped(everything[np.lexsort((everything[:, 1], everything[:, 0]))])
        for some in np.array_split(ordered, max(1, len(ordered) // 500_000)):
            connection.executemany("insert or ignore into fingerprints values (?, ?)", some.tolist())


def _capped(ordered: NDArray[np.int64]) -> NDArray[np.int64]:
    """The postings without those beyond what the archive posts under one fingerprint."""
    begins = np.flatnonzero(np.r_[True, ordered[1:, 0] != ordered[:-1, 0]])
    rank = np.arange(len(ordered)) - np.repeat(begins, np.diff(np.r_[begins, len(ordered)]))
    return ordered[rank < copies.POSTINGS]


def _texts(chance: np.random.Generator, words: list[str], count: int) -> tuple[list[str], NDArray[np.int64]]:
    """Texts of 200 words that fall as words do in a language, and their postings (fingerprint, place of the text)."""
    odds = 1 / (np.arange(len(words)) + 10)
    ids = chance.choice(len(words), (count, 200), p=odds / odds.sum())
    hashes = run_hashes(np.array([word_hash(word) for word in words], dtype=np.uint64)[ids])
    place, run = np.nonzero(hashes < SAMPLE / hashes.shape[1] * HIGHEST)
    return [" ".join(row) for row in np.array(words, dtype=object)[ids]], np.column_stack((hashes[place, run], place))


def _timed_look_up(url: str, texts: list[str]) -> tuple[float, float]:
    """CPU milliseconds a document (median over batches) and the peak of this process in MB; one in twenty is a copy."""
    took = []
    with Archive.open(url) as archive, archive._database.read() as connection:
        query = sa.select(TextRow.text).order_by(TextRow.key).limit(len(texts) // 20)
        texts = [*texts, *(text[: len(text) * 9 // 10] for text in connection.execute(query).scalars())]
        random.Random(1).shuffle(texts)  # noqa: S311
        for some in _batches(texts, 250):
            batch = {f"n{number:023}": text for number, text in enumerate(some)}
            began = time.process_time()
            copies.clustered(connection, batch, {key: int(key[1:]) + (1 << 40) for key in batch})
            took.append((time.process_time() - began) / len(some))
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return 1000 * sorted(took)[len(took) // 2], int(peak[1]) / 1024 if peak else float("nan")


def _frame(chance: random.Random, words: list[str], cumulative: list[float]) -> tuple[list[str], list[str]]:
    """A story's words with places for figures, and the kinds of these."""
    lengths = [chance.randint(8, 22) for _ in range(chance.randint(8, 22))]
    told = [" ".join(chance.choices(words, cum_weights=cumulative, k=length)) + "." for length in lengths]
    for sentence in chance.sample(FIXED, k=chance.randint(2, 4)):
        told.insert(chance.randint(0, max(1, len(told) // 3)), sentence)
    parts = " ".join(told).replace("{n}", " {n} ").replace("{y}", " {y} ").split()
    return parts, [part[1] for part in parts if part in {"{n}", "{y}"}]


def _figure(chance: random.Random, kind: str) -> str:
    return (
        str(chance.randint(2005, 2026))
        if kind == "y"
        else str(chance.choice([chance.randint(12, 99), chance.randint(100, 2900)]))
    )


def _filled(parts: list[str], figures: list[str]) -> list[str]:
    given = iter(figures)
    return [next(given) if part in {"{n}", "{y}"} else part for part in parts]


def _versions(chance: random.Random, words: list[str], vocabulary: list[str]) -> Iterator[tuple[str, str]]:
    yield "as written", " ".join(words)
    yield "edited 3%", " ".join(_edited(chance, words, vocabulary, 0.03))
    yield "edited 8%", " ".join(_edited(chance, words, vocabulary, 0.08))
    yield "cut to 60%", " ".join(words[: len(words) * 60 // 100])
    yield "cut to 35%", " ".join(words[: len(words) * 35 // 100])
    yield "boilerplate", _wrapped(chance, words)
    yield "all at once", _wrapped(chance, _edited(chance, words, vocabulary, 0.05)[: len(words) * 60 // 100])


def _edited(chance: random.Random, words: list[str], vocabulary: list[str], share: float) -> list[str]:
    edited = []
    for word in words:
        if word[0].isdigit() or chance.random() >= share:
            edited.append(word)
        elif chance.random() < 0.7:
            edited.append(chance.choice(vocabulary))
    return edited


def _wrapped(chance: random.Random, words: list[str]) -> str:
    around = [text.format(y=2026) for text in chance.sample(FOOTERS, k=3)]
    return " ".join([around[0], *words, *around[1:]])


def _reading(url: str, text: str) -> Reading:
    article = Article(kind="article", headline="", text=text, language=None)
    return Reading(
        entry_key=None, feed=None, url=url, attempts=(), verdict="read", reason="", read_at=AT, article=article
    )


def _clusters(archive: Archive) -> dict[str, list[str]]:
    query = sa.text(
        "select d.url, t.cluster from documents d "
        "join readings r on r.key = d.reading_key join texts t on t.key = r.text_key"
    )
    found: dict[str, list[str]] = defaultdict(list)
    with archive._database.read() as connection:
        for url, cluster in connection.execute(query):
            found[cluster].append(url)
    return found


def _pairs(story_of: dict[str, int]) -> int:
    sizes: dict[int, int] = defaultdict(int)
    for story in story_of.values():
        sizes[story] += 1
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _print_recall_by_version(
    clusters: dict[str, list[str]], story_of: dict[str, int], version_of: dict[str, str]
) -> None:
    cluster_of = {url: cluster for cluster, urls in clusters.items() for url in urls}
    original = {story_of[url]: url for url, version in version_of.items() if version == "as written"}
    found: dict[str, list[bool]] = defaultdict(list)
    for url, version in version_of.items():
        found[version].append(cluster_of[url] == cluster_of[original[story_of[url]]])
    print("with the original:", ", ".join(f"{version} {sum(hits) / len(hits):.3f}" for version, hits in found.items()))


def _batches(items: list, size: int) -> Iterator[list]:  # type: ignore[type-arg]
    for first in range(0, len(items), size):
        yield items[first : first + size]


if __name__ == "__main__":
    main()
