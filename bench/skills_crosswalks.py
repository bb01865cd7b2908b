"""How often suggested counterparts are right, at each confidence, beside fuzzy label matching.

    python bench/skills_crosswalks.py        judged on skills that were not fitted to
    python bench/skills_crosswalks.py fit    print the weights, fitted to all skills

The truth are the alignments that the starter framework carries to ESCO and O*NET, made by hand. A
pair is right where it is among them, whatever its kind of match: what a person would accept and
nobody wrote down counts as wrong. Reads `data/esco-1.1.1` and `data/onet-29.3` in the folder that
SKILLMARK_SHARED names, else in `../shared`.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils
from scipy.optimize import minimize

from rig.table import Figures, options
from skillmark.nouns.skill import Framework
from skillmark.skills import starter
from skillmark.skills.crosswalks.features import candidates
from skillmark.skills.crosswalks.suggest import WORDS, design
from skillmark.skills.exchange import opening

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared") / "data"
COLUMNS = ("who", "suggested", "right", "found", "skills", "CPU_s")
RELEASES = {"esco": "esco-1.1.1", "onet": "onet-29.3"}
FOLDS = 5
Numbers = NDArray[np.float64]


@dataclass
class Judged:
    """The candidate pairs of one target framework."""

    target: Framework
    gold: set[tuple[str, str]]
    columns: Numbers
    right: NDArray[np.bool_]
    skill: NDArray[np.intp]
    seconds: float
    chance: Numbers = field(default_factory=lambda: np.zeros(0))


def judge(name: str, most: int | None) -> Judged:
    """Find candidates in one target, and which of them people linked."""
    own = starter.framework().skills[:most]
    target = opening.import_framework(name, DATA / RELEASES[name]).framework
    gold = {
        (skill.uri, one.target)
        for skill in own
        for one in skill.alignments
        if one.framework == name
    }
    began = time.process_time()
    pairs = candidates(own, target.skills)
    took = time.process_time() - began
    named = zip(pairs.source, pairs.target, strict=True)
    right = np.array([(own[s].uri, target.skills[t].uri) in gold for s, t in named])
    return Judged(target, gold, design(pairs), right, pairs.source, took)


def fitted(columns: Numbers, right: NDArray[np.bool_]) -> Numbers:
    """Return weights of a logistic regression with a small penalty on all but the constant."""
    truth = right.astype(float)

    def loss(beta: Numbers) -> tuple[float, Numbers]:
        raised = columns @ beta
        chance = 1 / (1 + np.exp(-raised))
        held = np.append(beta[:-1], 0.0)
        value = np.logaddexp(0, raised).sum() - truth @ raised + held @ held / 2
        return float(value), columns.T @ (chance - truth) + held

    found: Numbers = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def evaluate(figures: Figures, most: int | None) -> None:
    """Add precision and recall at several confidences, and how honest the confidences are."""
    parts = {name: judge(name, most) for name in RELEASES}
    columns = np.concatenate([part.columns for part in parts.values()])
    right = np.concatenate([part.right for part in parts.values()])
    fold = np.concatenate([part.skill for part in parts.values()]) % FOLDS
    chance = np.zeros(len(right))
    for number in range(FOLDS):
        held = fold == number
        beta = fitted(columns[~held], right[~held])
        chance[held] = 1 / (1 + np.exp(-columns[held] @ beta))
    start = 0
    for name, part in parts.items():
        part.chance = chance[start : start + len(part.right)]
        start += len(part.right)
        for least in (0.1, 0.3, 0.5, 0.7):
            kept = part.chance >= least
            figures.add(
                who=f"{name}: skillmark, from {least}",
                **_figures(int(kept.sum()), int(part.right[kept].sum()), len(part.gold)),
                skills=len(set(part.skill[kept])),
                CPU_s=part.seconds,
            )
        _fuzzy(figures, name, part, most)
    figures.notes.append(f"how honest the confidences are: {_honesty(chance, right)}")
    figures.notes.append(
        "judged on skills that the weights were not fitted to (five folds); right is strict: the "
        "pair is among the links made by hand"
    )


def _fuzzy(figures: Figures, name: str, part: Judged, most: int | None) -> None:
    """The best label by token set, as many pairs as ours has from 0.3 on."""
    own = starter.framework().skills[:most]
    labels = [str(skill.label) for skill in part.target.skills]
    began = time.process_time()
    found = []
    for skill in own:
        for _, score, place in process.extract(
            str(skill.label), labels, scorer=fuzz.token_sort_ratio,
            processor=utils.default_process, limit=3,
        ):  # fmt: skip
            found.append((score, (skill.uri, part.target.skills[place].uri)))
    took = time.process_time() - began
    kept = sorted(found, key=lambda pair: -pair[0])[: int((part.chance >= 0.3).sum())]
    hits = sum(pair in part.gold for _, pair in kept)
    figures.add(
        who=f"{name}: rapidfuzz {version('rapidfuzz')}, as many",
        **_figures(len(kept), hits, len(part.gold)),
        skills=len({pair[0] for _, pair in kept}),
        CPU_s=took,
    )


def _figures(suggested: int, hits: int, gold: int) -> dict[str, float]:
    return {
        "suggested": suggested,
        "right": hits / suggested if suggested else 0.0,
        "found": hits / gold if gold else 0.0,
    }


def _honesty(chance: Numbers, right: NDArray[np.bool_]) -> str:
    said = []
    for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            said.append(f"{low:.1f}+ {right[inside].mean():.2f} right of {inside.sum()}")
    return "; ".join(said)


def main() -> None:
    """Evaluate, unless asked to fit."""
    parser = options(__doc__)
    parser.add_argument("verb", nargs="?", choices=("evaluate", "fit"), default="evaluate")
    asked = parser.parse_args()
    figures = Figures("skills_crosswalks", "Counterparts of the starter's skills", COLUMNS)
    if not all((DATA / release).is_dir() for release in RELEASES.values()):
        figures.notes.append(
            "skipped: no reference data here; SKILLMARK_SHARED names their folder (see the top of "
            "bench/skills_crosswalks.py)"
        )
    elif asked.verb == "fit":
        parts = [judge(name, None) for name in RELEASES]
        beta = fitted(
            np.concatenate([part.columns for part in parts]),
            np.concatenate([part.right for part in parts]),
        )
        print(f"WORDS = ({', '.join(f'{weight:.3f}' for weight in beta)})")
        print(f"now: {WORDS}")
        return
    else:
        evaluate(figures, 20 if asked.quick else None)
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
