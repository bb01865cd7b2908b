"""Answers of two people that agree more than their abilities explain.

The generalised binomial test (van der Linden and Sotaridona 2006, Journal of Educational and
Behavioral Statistics 31, 283-304): given both abilities, the number of answers in common is a
sum of independent events of known chances; its exact upper tail is the p-value. Where options
are known, agreement in the same wrong option counts as what it is: rare. All pairs are
compared, and Holm's adjustment is over all of them.

Beside it stands Wollack's omega (1997, Applied Psychological Measurement 21, 307-320): the same
agreement, standardised, with one person's answers taken as given and the other as who may have
copied. It describes; the exact test decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skillmark.assess.integrity.chances import Chances
from skillmark.assess.integrity.flags import LIMIT, Flag, Kind, Strength
from skillmark.assess.integrity.poisson_binomial import BLOCK, upper_tail
from skillmark.assess.multiplicity import holm
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FEWEST_COMMON = 10
"""Questions that two people must both have answered to be compared."""
ROWS = 256
EDGES = tuple(-5 + 0.5 * k for k in range(21))
"""Classes of standardised agreement that all pairs are counted in; the outer ones are open."""
UNREMARKABLE = 2.0
"""Pairs with fewer standard deviations than this have no small p, and it is not worked out."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs that agree more than expected, and how many were compared."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    """Places of both people among the rows, `first < second`."""
    common: NDArray[np.int64]
    """Questions that both answered."""
    matches: NDArray[np.int64]
    expected: Floats
    p: Floats
    p_adjusted: Floats
    z: Floats
    """Matches above expectation, in standard deviations."""
    compared: int
    """All pairs with enough questions in common."""
    histogram: tuple[int, ...]
    """How many of them fall between each two neighbours of `EDGES`, by `z`."""

    def within(self, limit: float = LIMIT) -> NDArray[np.int64]:
        """Return which pairs have an adjusted p below `limit`, smallest first."""
        flagged = np.flatnonzero(self.p_adjusted < limit)
        return flagged[np.argsort(self.p[flagged], kind="stable")]


def compare(chances: Chances, *, least: float = UNREMARKABLE) -> Pairs:
    """Compare all pairs of people; those with less than `least` standard deviations are counted.

    Raises `InputError` (code `too_few`) where no two people have ten questions in common.
    """
    persons, _, options = chances.of.shape
    by_item = np.ascontiguousarray(chances.of.transpose(1, 0, 2))
    hot = (chances.chosen[:, :, None] == np.arange(options)).reshape(persons, -1).astype(np.float32)
    seen = chances.seen.astype(np.float32)
    found: list[tuple[NDArray[np.int64], ...]] = []
    expected: list[Floats] = []
    deviations: list[Floats] = []
    histogram = np.zeros(len(EDGES) - 1, dtype=np.int64)
    compared = 0
    for start in range(0, persons, ROWS):
        rows = slice(start, start + ROWS)
        mean, spread = _moments(by_item, start)
        common = np.rint(seen[rows] @ seen[start:].T).astype(np.int64)
        matches = np.rint(hot[rows] @ hot[start:].T).astype(np.int64)
        pair = np.triu(np.ones(mean.shape, dtype=bool), 1) & (common >= FEWEST_COMMON)
        compared += int(pair.sum())
        z = (matches - mean) / spread
        inside = np.clip(z[pair], EDGES[0], EDGES[-1])
        histogram += np.histogram(inside, bins=EDGES)[0]
        one, other = np.nonzero(pair & (z >= least))
        expected.append(mean[one, other])
        deviations.append(z[one, other])
        found.append((one + start, other + start, common[one, other], matches[one, other]))
    if not compared:
        raise InputError(
            f"no two people have answered the same {FEWEST_COMMON} questions", code="too_few"
        )
    first, second, common, matches = (np.concatenate(column) for column in zip(*found, strict=True))
    p = np.concatenate(
        [np.empty(0)]
        + [
            upper_tail(match_chances(chances, first[part], second[part]), matches[part])
            for part in _parts(len(first))
        ]
    )
    return Pairs(
        first,
        second,
        common,
        matches,
        np.concatenate(expected),
        p,
        holm(p, tests=compared),
        np.concatenate(deviations),
        compared,
        tuple(histogram.tolist()),
    )


def _moments(by_item: Floats, start: int) -> tuple[Floats, Floats]:
    """Return expected matches and their standard deviation, a block of rows x all after it.

    Item by item, so that memory grows with people and not with questions or options.
    """
    shape = min(ROWS, by_item.shape[1] - start), by_item.shape[1] - start
    mean, variance = np.zeros(shape), np.full(shape, 1e-12)
    for own in by_item:
        same = own[start : start + ROWS] @ own[start:].T
        mean += same
        same *= 1 - same
        variance += same
    return mean, np.sqrt(variance)


def match_chances(chances: Chances, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Return the chance of the same answer, pairs x items; 0 where one has no response."""
    return np.asarray(np.einsum("pio,pio->pi", chances.of[first], chances.of[second]))


def omega(chances: Chances, copier: int, source: int) -> float:
    """Return Wollack's omega of one person's agreement with another's given answers.

    Standard normal where the two worked on their own.
    """
    both = chances.seen[copier] & chances.seen[source]
    given = chances.chosen[source, both]
    same = np.take_along_axis(chances.of[copier, both], given[:, None].astype(np.int64), 1)[:, 0]
    matches = int((chances.chosen[copier, both] == given).sum())
    variance = float((same * (1 - same)).sum())
    return float((matches - same.sum()) / np.sqrt(max(variance, 1e-12)))


@dataclass(frozen=True, slots=True)
class Agreement:
    """One pair in figures."""

    common: int
    matches: int
    expected: float
    wrong_matches: int
    """Answers in common that are wrong; with options known, the same wrong option."""
    wrong_expected: float
    omega: float
    """The larger one of both directions."""


def agreement(chances: Chances, first: int, second: int) -> Agreement:
    """Return the agreement of two people, right and wrong answers apart."""
    both = chances.seen[first] & chances.seen[second]
    same = both & (chances.chosen[first] == chances.chosen[second])
    wrong = same & ~chances.right[first]
    chance = match_chances(chances, np.array([first]), np.array([second]))[0]
    # Two right answers agree; what is left of the chance to agree is agreeing in a wrong one.
    right = chances.right_chance[first] * chances.right_chance[second]
    return Agreement(
        int(both.sum()),
        int(same.sum()),
        float(chance.sum()),
        int(wrong.sum()),
        float(np.maximum(chance - right, 0)[both].sum()),
        max(omega(chances, first, second), omega(chances, second, first)),
    )


def clusters(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return groups of people whom pairs connect, largest first; each sorted by id."""
    names = sorted({name for pair in pairs for name in pair})
    place = {name: k for k, name in enumerate(names)}
    if not names:
        return ()
    ends = np.array([[place[one], place[other]] for one, other in pairs])
    size = len(names)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    groups = [
        tuple(names[k] for k in np.flatnonzero(label == one)) for one in range(max(label) + 1)
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


def similar(chances: Chances, persons: Sequence[str]) -> tuple[tuple[Flag, ...], Pairs]:
    """Return a flag a pair whose answers agree too much, and all that was compared."""
    pairs = compare(chances)
    flags = []
    for place in pairs.within():
        first, second = int(pairs.first[place]), int(pairs.second[place])
        found = agreement(chances, first, second)
        flags.append(
            Flag(
                Kind.SIMILAR,
                (persons[first], persons[second]),
                (),
                Strength(float(pairs.p[place]), float(pairs.p_adjusted[place]), pairs.compared),
                f"{found.matches} of {found.common} answers are the same, "
                f"{found.wrong_matches} of them wrong; {found.expected:.1f} and "
                f"{found.wrong_expected:.1f} are expected at their abilities",
                {
                    "common": found.common,
                    "matches": found.matches,
                    "expected": found.expected,
                    "wrong": found.wrong_matches,
                    "wrong_expected": found.wrong_expected,
                    "omega": found.omega,
                    "z": float(pairs.z[place]),
                },
            )
        )
    return tuple(flags), pairs


def _parts(count: int) -> list[slice]:
    return [slice(start, start + BLOCK) for start in range(0, count, BLOCK)]
