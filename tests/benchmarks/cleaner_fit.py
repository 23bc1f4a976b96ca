"""Fits the cleaner's numbers to pages with known article text, and writes weights.toml and decisions.json anew.

    make refit               fits to all pages and writes both files
    make refit ARGS=--check  writes nothing and tells F1 on hosts held back, set by set

First a logistic regression over the traits of each line; its readings on pages of hosts it has not seen feed the next
step, a small boosted forest over what surrounds the line. A page is shown to the forest thrice, its first readings
measured from different places, so that it does not rely on any one. Five folds, the pages of one host always in the
same; `--check` deals the hosts out as often as there are SALTS and takes the mean. The pages (../shared/html) are not
part of the project, and neither are scikit-learn and lightgbm. The same pages and versions give the same numbers.
"""

import argparse
import json
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from cleaner_quality import PAGES, SETS, f1, read_pages  # type: ignore[import-not-found]
from cleaner_samples import (  # type: ignore[import-not-found]
    FOLDS,
    Floats,
    Sample,
    folds_of,
    page_sample,
    split,
    targets,
    text_sample,
)

from parsers.cleaning import KEPT_FROM
from parsers.cleaning.lines import KEPT_FROM as KEPT_FROM_TEXT
from parsers.cleaning.pieces import with_whole_pieces
from parsers.cleaning.reading import USUAL_ODDS, Reading, first_reading, place_numbers, usual_place
from parsers.cleaning.verdicts import line_rules

CLEANING = Path(__file__).parents[2] / "parsers" / "cleaning"
SALTS = ("", "b", "c", "d")
LEAST_HOSTS = 8
"""A trait of fewer hosts than this is no trait of pages but of a site."""
SMALLEST_WEIGHT = 0.02
LINE_FREEDOM = {"page": 0.1, "text": 0.02}
"""How far the weights of traits may go (scikit-learn's C): the less a line says for itself, the less it is believed."""
TREES = {"page": 120, "text": 350}
FOREST = {
    "objective": "binary", "num_leaves": 12, "max_depth": 5, "lambda_l2": 2.0, "bagging_freq": 1, "seed": 0,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
}  # fmt: skip
PACE = {
    "page": {"learning_rate": 0.07, "feature_fraction_bynode": 0.3, "bagging_fraction": 0.6},
    "text": {"learning_rate": 0.03, "feature_fraction_bynode": 0.15, "bagging_fraction": 0.4},
}
"""Many small steps that each see little read flattened text better; a page gains nothing by them but time."""
LEAST_LINES_OF_LEAF = 40


def main() -> int:
    """Fit both kinds; 1 where the pages are absent."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, default=PAGES)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    if not (given.pages / f"{SETS[0]}.jsonl.gz").exists():
        print(f"no pages in {given.pages}: nothing to fit to")
        return 1
    pages = [page | {"set": name} for name in SETS for page in read_pages(given.pages / f"{name}.jsonl.gz")]
    weights: dict[str, dict[str, float]] = {}
    forests: dict[str, dict[str, Any]] = {}
    for kind, read in (("page", page_sample), ("text", text_sample)):
        samples = [read(page) for page in pages]
        if given.check:
            print_held_back(kind, samples)
        else:
            weights[kind], forests[kind] = fit(kind, samples)
    if not given.check:
        write_weights(CLEANING / "weights.toml", weights)
        write_forests(CLEANING / "decisions.json", forests)
    return 0


def print_held_back(kind: str, samples: list[Sample]) -> None:
    """F1 of each set on hosts held back, the mean over SALTS and its extremes; one round of cleaning."""
    found: dict[str, list[float]] = {name: [] for name in SETS}
    for salt in SALTS:
        surety = split(samples, held_back_surety(kind, samples, salt))
        texts = [kept(kind, *pair) for pair in zip(samples, surety, strict=True)]
        for name in SETS:
            own = [at for at, sample in enumerate(samples) if sample.page["set"] == name]
            found[name].append(f1([samples[at].page for at in own], (texts[at] for at in own)))
    for name, scores in found.items():
        print(f"{kind} {name:<12} F1 {mean(scores):.4f} on hosts held back ({min(scores):.4f} to {max(scores):.4f})")


def held_back_surety(kind: str, samples: list[Sample], salt: str) -> Floats:
    """How surely each line is article, told by a forest that saw no page of its host."""
    folds = folds_of(samples, salt)
    columns, table = trait_table(samples)
    labels, importance = targets(samples)
    lessons = contexts(kind, samples, held_back_scores(kind, table, columns, labels, importance, folds))
    surety = np.zeros(len(labels))
    for fold in range(FOLDS):
        seen = (folds != fold) & (importance > 0)
        forest = new_forest(kind, [lesson[seen] for lesson in lessons[1]], labels[seen], importance[seen])
        surety[folds == fold] = forest.predict(lessons[1][0][folds == fold], num_threads=1)
    return surety


def fit(kind: str, samples: list[Sample]) -> tuple[dict[str, float], dict[str, Any]]:
    """Weights and forest, fitted to all pages."""
    columns, table = trait_table(samples)
    labels, importance = targets(samples)
    scores = held_back_scores(kind, table, columns, labels, importance, folds_of(samples, SALTS[0]))
    names, lessons = contexts(kind, samples, scores)
    known = importance > 0
    forest = new_forest(kind, [lesson[known] for lesson in lessons], labels[known], importance[known])
    line = new_line(kind).fit(table[known], labels[known], sample_weight=importance[known])
    return weights_of(line, columns), forest_of(forest, names)


def held_back_scores(
    kind: str, table: Any, columns: dict[str, int], labels: Floats, importance: Floats, folds: Any
) -> tuple[Floats, Floats]:
    """What wording and place of each line add up to, told by a regression that saw no page of its host."""
    is_place = np.array([trait.startswith(("near:", "far:")) for trait in columns])
    wording, places = np.zeros(len(labels)), np.zeros(len(labels))
    for fold in range(FOLDS):
        seen, own = (folds != fold) & (importance > 0), folds == fold
        model = new_line(kind).fit(table[seen], labels[seen], sample_weight=importance[seen])
        wording[own] = table[own] @ np.where(is_place, 0, model.coef_[0]) + model.intercept_[0]
        places[own] = table[own] @ np.where(is_place, model.coef_[0], 0)
    return wording, places


def contexts(kind: str, samples: list[Sample], scores: tuple[Floats, Floats]) -> tuple[list[str], list[Floats]]:
    """The numbers that surround every line, and their names: first as they are when cleaning, then for other readings.

    The usual place of a page's prose serves as it is, as one that is good at least, and not at all.
    """
    views: list[Floats] = []
    names: list[str] = []
    usual_places = ("as it is", "good at least", "none") if kind == "page" else ("none",)
    for view in usual_places:
        rows = []
        for sample, wording, places in zip(samples, *(split(samples, score) for score in scores), strict=True):
            usual = usual_place(wording, places, sample.words)
            taken = {"as it is": usual, "good at least": min(usual, 0.0) + USUAL_ODDS, "none": USUAL_ODDS}[view]
            numbers = place_numbers(wording, places, usual) if kind == "page" else {}
            context = sample.context(first_reading(wording, places, taken), numbers)
            names = list(context)
            rows.append(np.column_stack([context[name] for name in names]))
        views += [np.vstack(rows)]
    return names, views


def kept(kind: str, sample: Sample, surety: Floats) -> str:
    """The text that such readings leave."""
    reading = Reading(surety=surety, traits=sample.wording, words=sample.words)
    flat = kind == "text"
    rules = line_rules(reading, kept_from=KEPT_FROM_TEXT if flat else KEPT_FROM, flat=flat)
    if not flat:
        rules = with_whole_pieces(rules, sample.parts[0], reading)
    return "\n".join(line for line, rule in zip(sample.lines, rules, strict=True) if not rule)


def trait_table(samples: list[Sample]) -> tuple[dict[str, int], Any]:
    """The traits that enough hosts show, and a sparse table of lines by traits; what two tags say counts twice."""
    said = [
        [*wording, *places] for sample in samples for wording, places in zip(sample.wording, sample.places, strict=True)
    ]
    hosts = defaultdict(set)
    for host, traits in zip([sample.host for sample in samples for _ in sample.lines], said, strict=True):
        for trait in traits:
            hosts[trait].add(host)
    columns = {trait: at for at, trait in enumerate(sorted(key for key in hosts if len(hosts[key]) >= LEAST_HOSTS))}
    cells = [(row, columns[trait]) for row, traits in enumerate(said) for trait in traits if trait in columns]
    matrix = import_module("scipy.sparse").csr_matrix
    return columns, matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(said), len(columns)))


def new_line(kind: str) -> Any:
    """The regression over traits."""
    return import_module("sklearn.linear_model").LogisticRegression(
        C=LINE_FREEDOM[kind], max_iter=300, solver="liblinear", random_state=0
    )


def new_forest(kind: str, lessons: list[Floats], labels: Floats, importance: Floats) -> Any:
    """A forest fitted to all views of the lines."""
    lightgbm = import_module("lightgbm")
    views = len(lessons)
    rows = lightgbm.Dataset(np.vstack(lessons), np.tile(labels, views), weight=np.tile(importance, views))
    leaf = LEAST_LINES_OF_LEAF * min(views, 2)
    return lightgbm.train(FOREST | PACE[kind] | {"min_data_in_leaf": leaf}, rows, TREES[kind])


def weights_of(model: Any, columns: dict[str, int]) -> dict[str, float]:
    """The weights worth keeping."""
    found = {"bias": round(float(model.intercept_[0]), 3)}
    return found | {
        trait: round(weight, 2)
        for trait, column in columns.items()
        if abs(weight := float(model.coef_[0][column])) >= SMALLEST_WEIGHT
    }


def forest_of(model: Any, names: list[str]) -> dict[str, Any]:
    """The trees as nested lists: [feature, threshold, left, right, value], feature -1 for a leaf."""
    trees = [tree["tree_structure"] for tree in model.dump_model()["tree_info"]]
    used = sorted({feature for tree in trees for feature in features_of(tree)})
    rows = [rows_of(tree, {feature: at for at, feature in enumerate(used)}) for tree in trees]
    return {
        "names": [names[feature] for feature in used],
        "base": 0.0,
        "depth": max(depth_of(tree) for tree in trees),
        "trees": rows,
    }


def features_of(node: dict[str, Any]) -> set[int]:
    """The columns that a tree asks for."""
    if "split_feature" not in node:
        return set()
    return {node["split_feature"]} | features_of(node["left_child"]) | features_of(node["right_child"])


def depth_of(node: dict[str, Any]) -> int:
    """The questions on the longest way through a tree."""
    return 1 + max(depth_of(node["left_child"]), depth_of(node["right_child"])) if "split_feature" in node else 0


def rows_of(root: dict[str, Any], columns: dict[int, int]) -> list[list[float]]:
    """A tree's nodes as rows, each before those it leads to."""
    rows: list[list[float]] = []

    def add(node: dict[str, Any]) -> int:
        at = len(rows)
        rows.append([-1, 0, 0, 0, round(float(node.get("leaf_value", 0)), 4)])
        if "split_feature" in node:
            threshold = float(f"{node['threshold']:.5g}")
            left, right = add(node["left_child"]), add(node["right_child"])
            rows[at] = [columns[node["split_feature"]], threshold, left, right, 0]
        return at

    add(root)
    return rows


def write_weights(path: Path, weights: dict[str, dict[str, float]]) -> None:
    """weights.toml, a trait a line, sorted."""
    lines = [
        "# What each trait adds to the log-odds of being article; written by tests/benchmarks/cleaner_fit.py.",
        "# near: the holder, its parent or grandparent says so; far: a tag above them; the rest are of the line.",
    ]
    for kind, table in weights.items():
        lines += ["", f"[{kind}]"]
        lines += [f"{json.dumps(trait, ensure_ascii=False)} = {weight}" for trait, weight in sorted(table.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def write_forests(path: Path, forests: dict[str, dict[str, Any]]) -> None:
    """decisions.json, a tree a line."""
    parts = []
    for kind, forest in forests.items():
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
        head = {name: forest[name] for name in ("names", "base", "depth")}
        parts.append(f'"{kind}": {json.dumps(head)[:-1]}, "trees": [\n{trees}\n]}}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
