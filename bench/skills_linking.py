"""How well texts are linked to ESCO, beside fuzzy matching of the labels.

    python bench/skills_linking.py                    the first sentences of skillskape-dev
    python bench/skills_linking.py evaluate PART      a whole part (skillskape-dev, ...)
    python bench/skills_linking.py fit [SENTENCES]    refit the calibration on skillskape-train

Reads `data/esco-1.1.1` and `data/skill-linking` in the folder that SKILLMARK_SHARED names, else in
`../shared`. The sentences of skillskape are synthetic. Only the train and dev parts may be looked
at while tuning; the validation parts are for the last word.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import ast
import csv
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils
from scipy.optimize import minimize

from rig import cost
from rig.table import Figures, options
from skillmark.skills.exchange import esco
from skillmark.skills.language.segments import segments
from skillmark.skills.linking import calibration
from skillmark.skills.linking.calibration import THRESHOLD, Evidence
from skillmark.skills.linking.linker import Linker

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared") / "data"
COLUMNS = (
    "who", "sentences", "R_precision_at_1", "R_precision_at_5", "R_precision_at_10",
    "CPU_ms_each", "CPU_times",
)  # fmt: skip
SHORT, QUICK = 300, 5
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


@dataclass
class Tally:
    """What was right, for one way of linking."""

    known: set[str]
    precision: dict[int, list[float]] = field(default_factory=lambda: {1: [], 5: [], 10: []})
    scores: list[tuple[float, bool]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, labels: set[str], found: list[tuple[str, float]]) -> None:
        """Count one sentence: hits among the first k, over the lesser of k and all right ones."""
        gold = labels & self.known
        if gold:
            first = [label for label, _ in found]
            for k, values in self.precision.items():
                values.append(len(gold & set(first[:k])) / min(k, len(gold)))
        self.scores += [(score, label in gold) for label, score in found]

    def row(self) -> dict[str, float]:
        """Return R-precision by k."""
        return {f"R_precision_at_{k}": float(np.mean(v)) for k, v in self.precision.items() if v}


def evaluate(figures: Figures, part: str, most: int | None) -> None:
    """Add R-precision of ours and of fuzzy matching, and say how honest our scores are."""
    framework = esco.read(DATA / "esco-1.1.1").framework
    linker = Linker(framework)
    built = cost.timed(lambda: linker.link("the first one builds the index"))
    labels = [str(skill.label) for skill in framework.skills]
    known = set(labels)
    sentences = list(islice(queries(part), most))

    ours, kept, refused = Tally(known), [], []
    began = time.process_time()
    for sentence, wanted in sentences:
        linked = linker.link(sentence, top=10)
        ours.add(wanted, [(match.label, match.score) for match in linked.matches])
        if wanted & known:
            kept.append(not linked.unmatched)
        else:
            refused.append(linked.unmatched)
    each = (time.process_time() - began) / len(sentences) * 1000
    figures.add(who="skillmark", sentences=len(sentences), CPU_ms_each=each, **ours.row())

    for name, scorer in (("token set", fuzz.token_set_ratio), ("partial", fuzz.partial_ratio)):
        peer = Tally(known)
        began = time.process_time()
        for sentence, wanted in sentences:
            found = process.extract(
                sentence, labels, scorer=scorer, processor=utils.default_process, limit=10
            )
            peer.add(wanted, [(label, score / 100) for label, score, _ in found])
        theirs = (time.process_time() - began) / len(sentences) * 1000
        figures.add(
            who=f"rapidfuzz {version('rapidfuzz')}: {name}",
            sentences=len(sentences),
            CPU_ms_each=theirs,
            CPU_times=theirs / each,
            **peer.row(),
        )
    figures.notes += [
        f"""{part} beside {len(labels):,} skills of ESCO 1.1.1; {len(kept)} of the sentences have a
        skill there; building the index took {built.cpu:.1f} s""",
        f"linked, of those with a skill: {np.mean(kept):.2f} (threshold {THRESHOLD})"
        + (f"; left alone, of those without: {np.mean(refused):.2f}" if refused else ""),
        f"how honest the scores are: {_honesty(ours.scores)}",
    ]


def _honesty(scores: list[tuple[float, bool]]) -> str:
    """Say how often a score of about so much was right."""
    said = []
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [right for score, right in scores if low <= score < low + 0.2 + (low > 0.7)]
        if inside:
            said.append(f"{low:.1f}+ {np.mean(inside):.2f} right of {len(inside)}")
    return "; ".join(said)


def fit(sentences: int) -> None:
    """Fit the logistic model to all candidates of the first sentences and print it."""
    framework = esco.read(DATA / "esco-1.1.1").framework
    labels = [str(skill.label) for skill in framework.skills]
    rows: list[tuple[float, ...]] = []
    seen: list[Evidence] = []

    def remember(self: Evidence) -> float:
        seen.append(self)
        return 1.0  # so that every candidate is kept, in order

    original = Evidence.probability
    Evidence.probability = remember  # type: ignore[method-assign]
    right: list[float] = []
    try:
        linker = Linker(framework)
        for number, (sentence, gold) in enumerate(queries("skillskape-train")):
            if number == sentences:
                break
            for segment in segments(sentence):
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


def main() -> None:
    """Evaluate, unless asked to fit."""
    parser = options(__doc__)
    parser.add_argument("verb", nargs="?", choices=("evaluate", "fit"), default="evaluate")
    parser.add_argument("what", nargs="?", help="a part, or how many sentences to fit on")
    asked = parser.parse_args()
    figures = Figures("skills_linking", "Sentences linked to skills of ESCO", COLUMNS)
    if not (DATA / "esco-1.1.1").is_dir() or not (DATA / "skill-linking").is_dir():
        figures.notes.append(
            "skipped: no reference data here; SKILLMARK_SHARED names their folder (see the top of "
            "bench/skills_linking.py)"
        )
    elif asked.verb == "fit":
        fit(int(asked.what or 2500))
        return
    else:
        most = QUICK if asked.quick else None if asked.what else SHORT
        evaluate(figures, asked.what or "skillskape-dev", most)
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
