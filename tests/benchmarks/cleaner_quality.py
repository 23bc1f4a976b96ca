"""How well and how fast pages are cleaned, beside trafilatura: one table.

    python tests/benchmarks/cleaner_quality.py [--pages DIR] [--rounds N] [--memory-pages N]

Reads articles, newspapers and publishers (`*.jsonl.gz`, lines of document, url, html, truth, date) from ../shared/html,
which is not part of the project. F1 is over 4-word shingles, each page counting the same. Times are CPU time, pages in
the outer loop and engines in the inner, the best of N rounds. trafilatura is a peer to be installed by hand:
`uv pip install trafilatura`; without it its columns stay empty.
"""

import argparse
import gzip
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import Any

from bs4 import BeautifulSoup

from parsers.cleaning import clean_page, clean_text

PAGES = Path(__file__).parents[3] / "shared" / "html"
SETS = ("articles", "newspapers", "publishers")
FLOORS = {"articles": (0.975, 0.90), "newspapers": (0.962, 0.94), "publishers": (0.968, 0.90)}
UNSEEN = ["script", "style", "noscript", "template", "svg", "head", "iframe"]
INLINE = [
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u",
]  # fmt: skip
_WORD = re.compile(r"\w+")

Page = dict[str, Any]


def main() -> int:
    """Print the table; 1 where the pages are absent."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, default=PAGES)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--memory-pages", type=int, default=3_000)
    given = arguments.parse_args()
    if not all((given.pages / f"{name}.jsonl.gz").exists() for name in SETS):
        print(f"no pages in {given.pages}: nothing measured (the sets stand beside the project, not in it)")
        return 1
    sets = {name: read_pages(given.pages / f"{name}.jsonl.gz") for name in SETS}
    print_quality(sets)
    print_dates(sets["publishers"])
    print_again([page for pages in sets.values() for page in pages])
    print_speed(sets["articles"] + sets["newspapers"], given.rounds)
    print_memory([page for pages in sets.values() for page in pages], given.memory_pages)
    return 0


def print_quality(sets: dict[str, list[Page]]) -> None:
    """F1 of pages and of the same pages flattened, ours beside trafilatura's default."""
    peer = trafilatura_default()
    print(f"{'set':<12}{'pages':>6}{'F1':>8}{'floor':>7}{'peer':>7}{'flat F1':>9}{'floor':>7}{'as is':>7}")
    for name, pages in sets.items():
        flat = [flattened(page["html"]) for page in pages]
        ours = f1(pages, (clean_page(page["html"], url=page["url"]).text for page in pages))
        theirs = f"{f1(pages, (peer(page['html']) for page in pages)):.4f}" if peer else "-"
        lines = f1(pages, (clean_text(text).text for text in flat))
        page_floor, flat_floor = FLOORS[name]
        print(
            f"{name:<12}{len(pages):>6}{ours:>8.4f}{page_floor:>7}{theirs:>7}"
            f"{lines:>9.4f}{flat_floor:>7}{f1(pages, flat):>7.3f}"
        )


def print_dates(pages: list[Page]) -> None:
    """How many published dates fall on the true UTC day, are wrong or unknown."""
    verdicts: Counter[str] = Counter()
    for page in pages:
        if not page.get("date"):
            continue
        true = datetime.fromisoformat(page["date"])
        true = true if true.tzinfo else true.replace(tzinfo=UTC)
        reading = clean_page(page["html"], url=page["url"]).published
        if reading is None or reading.value is None:
            verdicts["unknown"] += 1
        else:
            verdicts["right" if reading.value.date() == true.astimezone(UTC).date() else "wrong"] += 1
    total = max(sum(verdicts.values()), 1)
    print("dates: " + ", ".join(f"{name} {count / total:.1%}" for name, count in verdicts.most_common()))


def print_again(pages: list[Page]) -> None:
    """How many pages' texts lose lines when they are cleaned again as flattened text."""
    texts = [clean_page(page["html"], url=page["url"]).text for page in pages]
    print(f"cleaned again: {sum(clean_text(text).text != text for text in texts)} of {len(texts)} texts change")


def print_speed(pages: list[Page], rounds: int) -> None:
    """CPU time of ours as a share of trafilatura's default: of pages that are read, and of those turned away."""
    peer = trafilatura_default()
    turned_away = [page for page in pages if clean_page(page["html"].encode(), gate=True).kind == "off_topic"]
    measured: tuple[tuple[str, list[Page], Callable[[str], object], float], ...] = (
        ("read", pages, clean_page, 0.6),
        ("turned away", turned_away, lambda html: clean_page(html, gate=True), 0.03),
    )
    for name, chosen, engine, floor in measured:
        engines = [engine, peer] if peer else [engine]
        times = cpu_times(chosen, engines, rounds)
        ratio = (
            f", {times[1]:.2f} ms by trafilatura: {times[0] / times[1]:.3f} (floor {floor})" if peer and chosen else ""
        )
        print(f"{name}: {len(chosen)} pages, {times[0]:.2f} ms each{ratio}")


def cpu_times(pages: list[Page], engines: list[Callable[[str], object]], rounds: int) -> list[float]:
    """Milliseconds a page of every engine, the best of the rounds."""
    best = [float("inf")] * len(engines)
    for _ in range(rounds):
        spent = [0.0] * len(engines)
        for page in pages:
            for place, engine in enumerate(engines):
                start = time.process_time()
                engine(page["html"])
                spent[place] += time.process_time() - start
        best = [min(pair) for pair in zip(best, spent, strict=True)]
    return [seconds / max(len(pages), 1) * 1000 for seconds in best]


def print_memory(pages: list[Page], count: int) -> None:
    """Peak memory after each page was read once and after `count` pages: the same, if nothing is kept."""
    peaks = []
    for number in range(count):
        clean_page(pages[number % len(pages)]["html"], url=pages[number % len(pages)]["url"])
        if number + 1 in {len(pages), count}:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"peak memory: {peaks[0]:.0f} MB after {len(pages):,} pages, {peaks[-1]:.0f} MB after {count:,}")


def trafilatura_default() -> Callable[[str], str] | None:
    """trafilatura's default extraction, where it is installed."""
    try:
        extract = import_module("trafilatura").extract
    except ImportError:
        return None
    return lambda html: extract(html) or ""


def read_pages(path: Path) -> list[Page]:
    """The pages of a set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def flattened(html: str) -> str:
    """A page as copied out of a browser: every visible block a line."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup(UNSEEN):
        tag.decompose()
    for tag in soup(INLINE):
        tag.unwrap()
    soup.smooth()
    return "\n".join(filter(None, (" ".join(text.split()) for text in soup.stripped_strings)))


def f1(pages: list[Page], texts: Iterable[str]) -> float:
    """The harmonic mean of mean precision and mean recall over 4-word shingles; the best of several truths counts."""
    scores = [
        max((overlap(truth, text) for truth in page["truth"]), key=lambda pair: harmonic(*pair))
        for page, text in zip(pages, texts, strict=True)
    ]
    return harmonic(mean(precision for precision, _ in scores), mean(recall for _, recall in scores))


def overlap(truth: str, text: str) -> tuple[float, float]:
    """Precision and recall of one text."""
    wanted, got = shingles(truth), shingles(text)
    both = sum((wanted & got).values())
    return both / max(sum(got.values()), 1), both / max(sum(wanted.values()), 1)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-word runs of a text; a text of fewer words is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words[at : at + 4])


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    sys.exit(main())
