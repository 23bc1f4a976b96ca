"""Measures the reader against quantulum3 on the same texts in the same run, and the gate on off-topic text.

    python tests/benchmarks/extractor_speed.py [TEXTS [quantulum3's python [the compiled wheel's python]]]

TEXTS is a folder of .txt files; without it, or where it is empty, the project's own cases are read. quantulum3 is no
dependency: its interpreter is named by the second argument, that of `make compiled` by the third; what is not named is
left out.
"""

import json
import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

from parsers.gate import mentions_topic
from parsers.statistics import extract_statistics, guess_language, reading

CASES = Path(__file__).parents[1] / "parsers" / "cases" / "statistics.toml"
ROUNDS = 5
TURNS = 3
PURE, COMPILED = "reader:", "compiled reader:"
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
    if folder:
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
    told = subprocess.run([python, "-c", PEER], input=json.dumps(documents), capture_output=True, text=True, check=True)
    return float(told.stdout)


def compiled_documents_a_second(folder: str | None, python: str) -> float:
    """How many the compiled reader of another interpreter reads of the same texts."""
    told = subprocess.run(
        [python, "-P", __file__, *([folder] if folder else [])], capture_output=True, text=True, check=True
    )
    assert COMPILED in told.stdout, told.stdout
    return float(told.stdout.partition(COMPILED)[2].split()[0])


def main() -> None:
    """Prints the figures: the best of some turns of each, so that what else the machine does weighs on all alike."""
    folder, peer, compiled = [*sys.argv[1:], None, None, None][:3]
    documents = texts(folder)
    if not str(reading.__file__).endswith(".py"):
        print(f"{COMPILED} {documents_a_second(documents):.0f} documents a second of processor time")
        return
    turns = [
        (
            documents_a_second(documents),
            compiled_documents_a_second(folder, compiled) if compiled else 0.0,
            peer_documents_a_second(documents, peer) if peer else 0.0,
        )
        for _ in range(TURNS)
    ]
    plain, fast, beside = (max(told) for told in zip(*turns, strict=True))
    for name, told in ((PURE, plain), (COMPILED, fast), ("quantulum3:", beside)):
        if told:
            ratio = f"; {told / beside:.1f} times quantulum3" if beside and told != beside else ""
            print(f"{name} {told:.0f} documents a second of processor time{ratio}")
    print(f"gate: {gate_megabytes_a_second():.0f} MB/s of off-topic text")


if __name__ == "__main__":
    main()
