"""Texts not looked at yet in, clusters of copies out: what counts as one witness.

Runs after the append, in transactions of its own, one at a time: a text without a cluster is simply still to be looked
at, so that a killed run loses nothing. A text joins a cluster only if it contradicts none of its members. A fingerprint
that `POSTINGS` texts share says nothing any more and is not added to, so that a look-up costs the same whatever the
database holds.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from storage.keys import row_key_of
from storage.likeness import Claims, Features, conflict, features, fingerprints, likeness
from storage.rows import append_new, batches, insert_ignoring
from storage.tables import CopyRow, FigureRow, FingerprintRow, ReadingRow, SightingRow, SignatureRow, TextRow

POSTINGS = 32
SHARED = 2
CANDIDATES = 12
MEMBERS_COMPARED = 30
KEYS_AT_ONCE = 5_000
LOCK = 7_309_211_022

_Values = dict[str, frozenset[object]]


@dataclass(frozen=True, slots=True)
class _Text:
    features: Features
    claims: Claims


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts in hand during one batch, each taken apart once, and the clusters as they change."""

    texts: dict[str, _Text]
    cluster_of: dict[str, str]
    members: dict[str, list[str]]
    stored_as: dict[str, str]
    edges: dict[tuple[str, str], float] = field(default_factory=dict)


def cluster_texts(connection: Connection, limit: int) -> int:
    """Give at most `limit` waiting texts their cluster; returns how many there were."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    waiting = sa.select(TextRow.key, TextRow.text).where(TextRow.cluster.is_(None)).order_by(TextRow.key).limit(limit)
    texts = {row.key: row.text for row in connection.execute(waiting)}
    if not texts:
        return 0
    numbers = {key: row_key_of("signature", key) for key in texts}
    shelf, fresh = clustered(connection, texts, numbers)
    _write_clusters(connection, shelf, texts)
    signatures = {number: {"number": number, "text_key": key} for key, number in numbers.items()}
    append_new(connection, SignatureRow, signatures)
    insert_ignoring(connection, FingerprintRow, [{"print": each, "number": number} for each, number in sorted(fresh)])
    return len(texts)


def clustered(
    connection: Connection, texts: Mapping[str, str], numbers: Mapping[str, int]
) -> tuple[Shelf, list[tuple[int, int]]]:
    """The clusters as they would be with these texts in them, and their postings; writes nothing."""
    near, fresh = _candidates(connection, texts, numbers)
    shelf = _shelf(connection, texts, near)
    for key in sorted(texts):
        if near[key]:
            _place(shelf, key, near[key])
    return shelf, fresh


def stored_postings(connection: Connection, prints: Iterable[int]) -> dict[int, list[int]]:
    """For each fingerprint the numbers of the texts that were posted under it."""
    columns = (FingerprintRow.print, FingerprintRow.number)
    query = sa.select(*columns).where(FingerprintRow.print.in_(sa.bindparam("prints", expanding=True)))
    found: dict[int, list[int]] = defaultdict(list)
    for some in batches(sorted(prints), KEYS_AT_ONCE):
        for each, number in connection.execute(query, {"prints": some}):
            found[each].append(number)
    return found


def nearest(prints: Sequence[int], postings: Mapping[int, Sequence[int]]) -> list[int]:
    """The numbers of the texts that share enough fingerprints to be looked at, most shared first."""
    shared = Counter(number for each in prints for number in postings.get(each, ()))
    enough = min(SHARED, max(1, len(prints)))
    ranked = sorted(shared.items(), key=lambda found: (-found[1], found[0]))
    return [number for number, count in ranked[:CANDIDATES] if count >= enough]


def _candidates(
    connection: Connection, texts: Mapping[str, str], numbers: Mapping[str, int]
) -> tuple[dict[str, list[str]], list[tuple[int, int]]]:
    """The keys of the texts to compare each text with, earlier ones of the batch included; and the postings to add."""
    prints = {key: fingerprints(text) for key, text in texts.items()}
    postings = stored_postings(connection, {each for found in prints.values() for each in found})
    near: dict[str, list[int]] = {}
    fresh = []
    for key in sorted(texts):
        near[key] = nearest(prints[key], postings)
        for each in prints[key]:
            posted = postings.setdefault(each, [])
            if len(posted) < POSTINGS:
                posted.append(numbers[key])
                fresh.append((each, numbers[key]))
    named = {number: key for key, number in numbers.items()}
    named |= _text_keys(connection, {number for found in near.values() for number in found} - named.keys())
    return {key: [named[number] for number in found if named[number] != key] for key, found in near.items()}, fresh


def _text_keys(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    query = sa.select(SignatureRow.number, SignatureRow.text_key)
    named: dict[int, str] = {}
    for some in batches(sorted(numbers), KEYS_AT_ONCE):
        named |= {row.number: row.text_key for row in connection.execute(query.where(SignatureRow.number.in_(some)))}
    return named


def _shelf(connection: Connection, fresh: Mapping[str, str], near: Mapping[str, Sequence[str]]) -> Shelf:
    """Fetch what is to be compared: texts with candidates, these, and some members of each of their clusters."""
    wanted = {other for found in near.values() for other in found}
    needed = wanted | {key for key, found in near.items() if found}
    clusters = _column(connection, TextRow.cluster, TextRow.key, wanted - fresh.keys())
    stored_as = _column(connection, TextRow.cluster, TextRow.cluster, set(clusters.values()))
    members: dict[str, list[str]] = defaultdict(list)
    for key, cluster in sorted(stored_as.items()):
        members[cluster].append(key)
    needed |= {key for keys in members.values() for key in keys[:MEMBERS_COMPARED]}
    texts = _column(connection, TextRow.text, TextRow.key, needed - fresh.keys())
    texts |= {key: fresh[key] for key in needed & fresh.keys()}
    claims, quotes = _claims(connection, texts)
    return Shelf(
        texts={key: _Text(features(text, quotes[key]), claims[key]) for key, text in texts.items()},
        cluster_of=stored_as | {key: key for key in fresh},
        members=members | {key: [key] for key in fresh},
        stored_as=stored_as,
    )


def _column(
    connection: Connection,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    by: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    values: Iterable[str],
) -> dict[str, str]:
    """One column of the texts with these values of another, by key."""
    found: dict[str, str] = {}
    for some in batches(sorted(values), KEYS_AT_ONCE):
        rows = connection.execute(sa.select(TextRow.key, column).where(by.in_(some)))
        found |= {key: value for key, value in rows if value is not None}
    return found


def _claims(
    connection: Connection, texts: Iterable[str]
) -> tuple[dict[str, dict[str, frozenset[object]]], dict[str, set[str]]]:
    """Of each text the values read for each slot whose period is known, and the sentences that were quoted."""
    numbers = (FigureRow.value, FigureRow.low, FigureRow.high)
    query = (
        sa.select(ReadingRow.text_key, SightingRow.sentence, FigureRow.slot_key, FigureRow.period_end, *numbers)
        .join(SightingRow, SightingRow.reading_key == ReadingRow.key)
        .join(FigureRow, FigureRow.key == SightingRow.figure_key)
    )
    claims: dict[str, _Values] = defaultdict(dict)
    quotes: dict[str, set[str]] = defaultdict(set)
    for some in batches(sorted(texts), KEYS_AT_ONCE):
        for text, sentence, slot, period_end, *stated in connection.execute(query.where(ReadingRow.text_key.in_(some))):
            quotes[text].add(sentence)
            if period_end is not None:
                claims[text][slot] = claims[text].get(slot, frozenset()) | {tuple(stated)}
    return claims, quotes


def _place(shelf: Shelf, key: str, near: Sequence[str]) -> None:
    """Put one text into the cluster of its nearest copy; unite clusters that it ties together."""
    mine = shelf.texts[key]
    for other in near:
        theirs = shelf.texts[other]
        if shelf.cluster_of[key] == shelf.cluster_of[other]:
            continue
        verdict = likeness(mine.features, theirs.features, mine.claims, theirs.claims)
        if verdict.is_copy:
            shelf.edges[min(key, other), max(key, other)] = round(verdict.contained, 4)
            _unite(shelf, shelf.cluster_of[key], shelf.cluster_of[other], {(key, other)})


def _unite(shelf: Shelf, one: str, other: str, compared: set[tuple[str, str]]) -> None:
    if _at_odds(shelf, one, other, compared):
        return
    members = sorted(shelf.members.pop(one) + shelf.members.pop(other))
    shelf.members[members[0]] = members
    for key in members:
        shelf.cluster_of[key] = members[0]


def _at_odds(shelf: Shelf, one: str, other: str, compared: set[tuple[str, str]]) -> bool:
    pairs = itertools.product(_at_hand(shelf, one), _at_hand(shelf, other))
    texts = ((shelf.texts[mine], shelf.texts[theirs]) for mine, theirs in pairs if (mine, theirs) not in compared)
    return any(conflict(mine.features, theirs.features, mine.claims, theirs.claims) for mine, theirs in texts)


def _at_hand(shelf: Shelf, cluster: str) -> list[str]:
    return [key for key in shelf.members[cluster] if key in shelf.texts][:MEMBERS_COMPARED]


def _write_clusters(connection: Connection, shelf: Shelf, fresh: Mapping[str, str]) -> None:
    moved = [
        {"text_of": key, "to": cluster}
        for key, cluster in sorted(shelf.cluster_of.items())
        if key in fresh or shelf.stored_as.get(key) != cluster
    ]
    statement = sa.update(TextRow).where(TextRow.key == sa.bindparam("text_of")).values(cluster=sa.bindparam("to"))
    connection.execute(statement, moved)
    edges = [
        {"text_key": one, "copy_key": other, "contained": share} for (one, other), share in sorted(shelf.edges.items())
    ]
    insert_ignoring(connection, CopyRow, edges)
