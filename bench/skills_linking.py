"""How well texts are linked to ESCO, and where the calibration comes from.

    python bench/skills_linking.py evaluate [PART]     PART: skillskape-dev (default), ...
    python bench/skills_linking.py fit [SENTENCES]     refit on skillskape-train

Reads `data/esco-1.1.1` and `data/skill-linking` in the folder that SKILLMARK_SHARED names. Only the
train and dev parts may be looked at while tuning; the validation parts are for the last word.
"""

from __future__ import annotations

import ast
import csv
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from skillmark.skills import calibration, esco, linking
from skillmark.skills.calibration import THRESHOLD, Evidence
from skillmark.skills.linking import Linker

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared") / "data"
NOTHING = {"UNK", "LABEL NOT PRESENT", "UNDERSPECIFIED"}


def queries(part: str) -> Iterator[tuple[str, set[str]]]:
    """Sentences with their gold labels; spans of one sentence are pooled."""
    pooled: dict[str, set[str]] = {}
    with (DATA / "skill-linking" / f"{part}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            labels = ast.literal_eval(row["skills"]) if "skills" in row else [row["label"]]
            pooled.setdefault(row["sentence"], set()).update(labels)
    for sentence, labels in pooled.items():
        yield sentence, labels - NOTHING


def evaluate(part: str) -> None:
    """Print R-precision, what `unmatched` is worth, and how honest the scores are."""
    framework = esco.read(DATA / "esco-1.1.1").framework
    started = time.perf_counter()
    linker = Linker(framework)
    linker.link("warm up")
    print(f"index of {len(framework.skills)} skills: {time.perf_counter() - started:.1f} s")
    known = {str(skill.label) for skill in framework.skills}
    precision: dict[int, list[float]] = {1: [], 5: [], 10: []}
    kept: list[bool] = []
    refused: list[bool] = []
    scores: list[tuple[float, bool]] = []
    started = time.perf_counter()
    count = 0
    for sentence, labels in queries(part):
        gold = labels & known
        linked = linker.link(sentence, top=10)
        count += 1
        found = [match.label for match in linked.matches]
        if gold:
            for k, values in precision.items():
                values.append(len(gold & set(found[:k])) / min(k, len(gold)))
            kept.append(not linked.unmatched)
        else:
            refused.append(linked.unmatched)
        scores += [(match.score, match.label in gold) for match in linked.matches]
    spent = (time.perf_counter() - started) / count * 1000
    print(f"{part}: {count} sentences, {len(kept)} with a skill, {spent:.1f} ms each")
    for k, values in precision.items():
        print(f"  R-precision@{k}: {np.mean(values):.3f}")
    print(f"  linked of those with a skill: {np.mean(kept):.3f} (threshold {THRESHOLD})")
    if refused:
        print(f"  left alone of those without: {np.mean(refused):.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = [right for score, right in scores if low <= score < low + 0.1 + (low > 0.85)]
        if inside:
            print(f"  score {low:.1f}+: {np.mean(inside):.2f} right of {len(inside)}")


def fit(sentences: int) -> None:
    """Fit the logistic model to all candidates of the first sentences and print it."""
    framework = esco.read(DATA / "esco-1.1.1").framework
    labels = [str(skill.label) for skill in framework.skills]
    rows: list[tuple[float, ...]] = []
    seen: list[Evidence] = []

    def remember(evidence: Evidence) -> float:
        seen.append(evidence)
        return 1.0  # so that every candidate is kept, in order

    original = Evidence.probability
    Evidence.probability = remember  # type: ignore[method-assign]
    right: list[float] = []
    try:
        linker = Linker(framework)
        for number, (sentence, gold) in enumerate(queries("skillskape-train")):
            if number == sentences:
                break
            for segment in linking.segments(sentence):
                seen.clear()
                found = linker.sentence(segment, sentence)
                rows += [evidence.features() for evidence in seen]
                right += [float(labels[concept] in gold) for concept, _ in found]
    finally:
        Evidence.probability = original  # type: ignore[method-assign]
    features, truth = np.array(rows), np.array(right)
    design = np.column_stack([np.ones(len(features)), features])

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        chance = 1 / (1 + np.exp(-design @ beta))
        likelihood = truth * np.log(chance + 1e-12) + (1 - truth) * np.log(1 - chance + 1e-12)
        return float(-likelihood.mean()), design.T @ (chance - truth) / len(truth)

    beta = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x
    print(f"{len(truth)} candidates, {truth.mean():.4f} right")
    print(f"INTERCEPT = {beta[0]:.2f}")
    print(f"COEFFICIENTS = ({', '.join(f'{weight:.2f}' for weight in beta[1:])})")
    print(f"now: {calibration.INTERCEPT}, {calibration.COEFFICIENTS}")


if __name__ == "__main__":
    verb, *rest = sys.argv[1:] or ["evaluate"]
    if verb == "fit":
        fit(int(rest[0]) if rest else 2500)
    else:
        evaluate(rest[0] if rest else "skillskape-dev")
