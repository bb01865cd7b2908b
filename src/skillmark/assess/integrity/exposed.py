"""People who do better on questions that may be known than on all others.

What a person's other answers say of their ability is a posterior distribution; the number of
exposed questions they should get right follows from it (posterior predictive; the comparison of
Segall 2002 and Sinharay 2017). Its exact upper tail is the p-value: the error of the ability is in
it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.integrity.chances import FEWEST_ITEMS, FEWEST_PERSONS
from skillmark.assess.integrity.flags import LIMIT, Flag, Kind, Strength
from skillmark.assess.integrity.poisson_binomial import upper_tail
from skillmark.assess.multiplicity import holm
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import ADVISED_PERSONS, calibrate
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import ItemParameters, Model
from skillmark.nouns.errors import InputError

Floats = NDArray[np.float64]

FEWEST_EXPOSED = 3
NODES = 61


def predictive_tail(
    values: NDArray[np.int8], parameters: ItemParameters, exposed: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return P(as many exposed questions right, or more) and the expected number, a person each.

    `values` is persons x items; `exposed` says which items are. Ability is standard normal
    before any answer; only answers to the other items move it.
    """
    rule = Quadrature.normal(NODES)
    log_right, log_wrong = parameters.logarithms(rule.nodes)
    right, wrong = (values == 1).astype(float), (values == 0).astype(float)
    other = ~exposed
    joint = right[:, other] @ log_right[other] + wrong[:, other] @ log_wrong[other]
    joint += np.log(rule.weights)
    posterior = np.exp(joint - joint.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    chance = parameters.probability(rule.nodes)[exposed]
    asked = values[:, exposed] != MISSING
    hits = right[:, exposed].sum(axis=1).astype(np.int64)
    p = np.empty(len(values))
    for person in range(len(values)):
        nodes = np.flatnonzero(posterior[person] > 1e-12)
        of_nodes = (chance[:, nodes] * asked[person][:, None]).T
        tails = upper_tail(of_nodes, np.full(len(nodes), hits[person]))
        p[person] = float(posterior[person, nodes] @ tails)
    expected = ((posterior @ chance.T) * asked).sum(axis=1)
    return np.minimum(p, 1.0), expected


def gains(
    responses: Responses, exposed: Collection[str], persons: Sequence[str]
) -> tuple[tuple[Flag, ...], int]:
    """Return a flag a person who does too well on `exposed`, and the number looked at.

    Looked at are people with three exposed and ten other answers. Raises `InputError` for
    unknown questions and for too few of either or of people.
    """
    strange = sorted(set(exposed) - set(responses.items))
    if strange:
        raise InputError(f"there is no question {strange[0]!r}", where="exposed questions")
    which = np.array([name in set(exposed) for name in responses.items])
    if which.sum() < FEWEST_EXPOSED or (~which).sum() < FEWEST_ITEMS:
        raise InputError(
            f"{int(which.sum())} exposed and {int((~which).sum())} other questions are too few",
            remedy=f"{FEWEST_EXPOSED} and {FEWEST_ITEMS} are needed",
            code="too_few",
        )
    values = responses.values
    varies = (values == 1).any(axis=0) & (values == 0).any(axis=0)
    answered = (values[:, which & varies] != MISSING).sum(axis=1) >= FEWEST_EXPOSED
    answered &= (values[:, ~which & varies] != MISSING).sum(axis=1) >= FEWEST_ITEMS
    if answered.sum() < FEWEST_PERSONS:
        raise InputError(
            f"{int(answered.sum())} people have answered enough questions of both kinds",
            remedy=f"{FEWEST_PERSONS} are needed",
            code="too_few",
        )
    names = tuple(name for name, one in zip(responses.items, varies, strict=True) if one)
    model = Model.TWO if len(values) >= ADVISED_PERSONS[Model.TWO] else Model.ONE
    found = calibrate(Responses(names, values[:, varies]), model)
    rows = np.flatnonzero(answered)
    p, expected = predictive_tail(values[np.ix_(rows, varies)], found.parameters, which[varies])
    adjusted = holm(p)
    flags = []
    for k, row in enumerate(rows.tolist()):
        if adjusted[k] >= LIMIT:
            continue
        known = which & varies & (values[row] != MISSING)
        hits, asked = int((values[row, known] == 1).sum()), int(known.sum())
        flags.append(
            Flag(
                Kind.GAIN,
                (persons[row],),
                tuple(name for name, one in zip(responses.items, known, strict=True) if one),
                Strength(float(p[k]), float(adjusted[k]), len(rows)),
                f"{hits} of {asked} exposed questions right; {expected[k]:.1f} are expected "
                "from all other answers",
                {"right": float(hits), "asked": float(asked), "expected": float(expected[k])},
            )
        )
    return tuple(sorted(flags, key=lambda flag: flag.strength.p or 0)), len(rows)
