"""Measures the reader against quantulum3 on the same texts in the same run, and the gate on off-topic text.

    python tests/benchmarks/extractor_speed.py TEXTS [quantulum3's python]

TEXTS is a folder of .txt files; without it the project's own cases are read. quantulum3 is no dependency: its
interpreter is named by the second argument, or it is left out.
"""

import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

from parsers.gate import mentions_topic
from parsers.statistics import extract_statistics, guess_language

CASES = Path(__file__).parents[1] / "parsers" / "cases" / "statistics.toml"
ROUNDS = 5
PEER = """
import sys, time, warnings, json
warnings.simplefilter("ignore")
from quantulum3 import parser
texts = json.load(sys.stdin)
parser.parse(texts[0])
start = time.process_time()
for text in texts:
    parser.parse(text)
print(len(texts) / (time.process_time() - start))
"""
OFF_TOPIC = b"The council met on Tuesday to talk about 34 new bus stops and a bridge over the river. "


def texts(folder: str | None) -> list[str]:
    """The texts to read."""
    if folder is not None:
        return [p.read_text("utf-8") for p in sorted(Path(folder).glob("*.txt"))]
    return [c["text"] for c in tomllib.loads(CASES.read_text("utf-8"))["case"]]


def documents_a_second(documents: list[str]) -> float:
    """How many documents the reader reads in a second of processor time, the best of some rounds."""
    languages = [guess_language(d) for d in documents]
    best = 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for document, language in zip(documents, languages, strict=True):
            extract_statistics(document, published=date(2024, 1, 1), language=language)
        best = max(best, len(documents) / (time.process_time() - start))
    return best


def gate_megabytes_a_second() -> float:
    """How much off-topic text the gate turns away in a second."""
    body = OFF_TOPIC * (20_000_000 // len(OFF_TOPIC))
    start = time.process_time()
    assert not mentions_topic(body)
    return len(body) / 1e6 / (time.process_time() - start)


def peer_documents_a_second(documents: list[str], python: str) -> float:
    """What quantulum3 manages on the same texts."""
    import json

    told = subprocess.run([python, "-c", PEER], input=json.dumps(documents), capture_output=True, text=True, check=True)
    return float(told.stdout)


def main() -> None:
    """Prints the figures."""
    documents = texts(sys.argv[1] if len(sys.argv) > 1 else None)
    own = documents_a_second(documents)
    print(f"reader: {own:.0f} documents a second of processor time")
    if len(sys.argv) > 2:
        peer = peer_documents_a_second(documents, sys.argv[2])
        print(f"quantulum3: {peer:.0f}; ratio {own / peer:.1f}")
    print(f"gate: {gate_megabytes_a_second():.0f} MB/s of off-topic text")


if __name__ == "__main__":
    main()
