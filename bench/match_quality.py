"""How well people are ranked for a role when the truth is known, beside BM25 and embeddings.

Roles are occupations of ESCO; the people are drawn with a seed and their true levels are known
(SIMULATED: see rig/candidates/drawn.py). What is seen of them is noisy: how much of what they can
do is proven, and how much of what they cannot is claimed, is varied. nDCG@10 (Jarvelin and
Kekalainen 2002): gain 2^grade - 1, the grade being the share of the role whose levels somebody
truly reaches, in quarters, 0 to 4.
Reads `data/esco-1.1.1` in the folder that SKILLMARK_SHARED names, else in `../shared`.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rig import cost
from rig.candidates import peers
from rig.candidates.drawn import Case, World, cases
from rig.candidates.peers import Scores
from rig.linking.data import DATA
from rig.table import Figures, options
from skillmark.match.adjacency import Adjacency
from skillmark.skills.exchange import esco
from skillmark.skills.linking import meaning

SEED = 20261128
WORLDS = tuple(World(proven, false) for proven in (0.35, 0.7) for false in (0.1, 0.6))
ROLES, PEOPLE = 60, 80
QUICK = (4, 12)
DRAWS = 1000
TOP = 10
COLUMNS = (
    "who", *(one.name for one in WORLDS), "mean", "interval", "times", "CPU_ms_a_role",
)  # fmt: skip
NOTES = (
    """SIMULATED people with known true levels; nDCG@10; 35/10: 35 % of what they can do is proven,
    10 % of what they cannot is claimed; interval: of the mean over all four, 95 %, bootstrap over
    roles; times: ours over theirs, the same roles drawn for both""",
    """BM25 and cosine read the titles of the same evidence; a weighted sum takes the best fit times
    1, 0.8, 0.5 and 0.2 by class and lets claims stand in for proof, which we never do""",
)


def gains(coverage: Sequence[float]) -> NDArray[np.float64]:
    """Return the gain of each person: 2^grade - 1, the grade in quarters of the role."""
    return np.asarray(2.0 ** np.floor(4 * np.array(coverage) + 1e-9) - 1)


def ndcg(case: Case, scores: Sequence[float]) -> float:
    """Return nDCG@10 of an order; people with equal scores stand as they are given."""
    gain = gains(case.coverage)
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    order = np.argsort(-np.array(scores), kind="stable")[:TOP]
    best = np.sort(gain)[::-1][:TOP]
    ideal = float(best @ discount[: len(best)])
    return float(gain[order] @ discount[: len(order)]) / ideal if ideal else 1.0


def measure(rankers: dict[str, Scores], drawn: list[list[Case]], figures: Figures) -> None:
    """Add a row for each way to rank, the first being ours."""
    rng = np.random.default_rng([SEED, 2])
    draws = rng.integers(0, len(drawn[0]), (DRAWS, len(drawn[0])))
    ours: NDArray[np.float64] | None = None
    for who, ranker in rankers.items():
        ranker(drawn[0][0])  # what is loaded or read once is not counted
        timed = cost.timed(
            lambda ranker=ranker: [  # type: ignore[misc]
                [ndcg(case, ranker(case)) for case in of_world] for of_world in drawn
            ]
        )
        found = np.array(timed.answer)
        roles = found.mean(axis=0)
        means = roles[draws].mean(axis=1)
        row = {one.name: float(mean) for one, mean in zip(WORLDS, found.mean(axis=1), strict=True)}
        row |= {"mean": float(roles.mean()), "CPU_ms_a_role": 1000 * timed.cpu / found.size}
        times = ""
        if ours is None:
            ours = roles
        else:
            ratio = _interval(ours[draws].mean(axis=1) / means)
            times = f"{ours.mean() / roles.mean():.2f} ({ratio})"
        figures.add(who=who, **row, interval=_interval(means), times=times)


def _interval(drawn: NDArray[np.float64]) -> str:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{low:.2f} to {high:.2f}"


def main() -> None:
    """Draw the cases and rank them in every way."""
    asked = options(__doc__).parse_args()
    figures = Figures(
        "match_quality", "People ranked for roles of ESCO (SIMULATED people)", COLUMNS
    )
    if not (DATA / "esco-1.1.1").is_dir():
        figures.notes.append(
            "skipped: no reference data here; SKILLMARK_SHARED names their folder (see the top of "
            "bench/match_quality.py)"
        )
        figures.show(as_json=asked.json)
        return
    framework = esco.read(DATA / "esco-1.1.1").framework
    roles, people = QUICK if asked.quick else (ROLES, PEOPLE)
    drawn = [
        list(cases(framework, world, roles=roles, people=people, seed=SEED)) for world in WORLDS
    ]
    rankers: dict[str, Scores] = {
        "skillmark": peers.ours,
        "skillmark, with what follows": peers.ours_with_graph(Adjacency.of(framework)),
        "skillmark, proof in steps of a tenth": peers.ours_in_steps,
        "weighted sum of the classes": peers.weighted,
        "skills counted": peers.counted,
        "BM25": peers.bm25,
    }
    embedder = meaning.default()
    if embedder is not None:
        rankers["MiniLM, cosine of mean vectors"] = peers.cosine(embedder)
    measure(rankers, drawn, figures)
    if embedder is None:
        figures.missing(
            "MiniLM, cosine of mean vectors",
            "pip install 'skillmark[embeddings]'",
            required=False,
        )
    figures.notes += [f"{roles} roles, {people} people for each", *NOTES]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
