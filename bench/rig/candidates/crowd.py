"""Very many people with evidence, drawn with a seed (SIMULATED), and roles for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

TODAY = date(2026, 11, 28)
CLASSES = [cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING]
OFTEN = (0.25, 0.2, 0.45, 0.1)
"""How often evidence is of each class."""
SKILLS, EACH, YEARS, WANTED = 400, 8, 10, 12
_BLOCK = 10_000


def skill(number: int) -> str:
    """Return the URI of a skill."""
    return f"urn:example:skill:{number:03d}"


def crowd(people: int, seed: int) -> Iterator[Person]:
    """Draw people with eight pieces of evidence each; few skills are common, most are rare."""
    rng = np.random.default_rng(seed)
    days = [date.fromordinal(TODAY.toordinal() - back) for back in range(365 * YEARS)]
    names = [skill(number) for number in range(SKILLS)]
    for start in range(0, people, _BLOCK):
        shape = (min(_BLOCK, people - start), EACH)
        # the density falls with the number: half of all evidence is of a quarter of the skills
        skills = (SKILLS * rng.random(shape) ** 2).astype(int).tolist()
        classes = rng.choice(4, shape, p=OFTEN).tolist()
        levels = rng.integers(0, 9, shape).tolist()
        ages = rng.integers(0, len(days), shape).tolist()
        for at, drawn in enumerate(zip(skills, classes, levels, ages, strict=True), start=start):
            yield Person(
                f"person-{at:07d}",
                tuple(
                    Evidence(
                        names[which],
                        CLASSES[cls],
                        days[age],
                        level or None,
                        source=f"urn:example:credential:{at:07d}-{number // 2}",
                        title=names[which],
                    )
                    for number, (which, cls, level, age) in enumerate(zip(*drawn, strict=True))
                ),
            )


def roles(count: int, seed: int) -> list[Role]:
    """Draw roles of a dozen skills, common ones more often, with levels, weights and a must."""
    rng = np.random.default_rng([seed, 1])
    found = []
    for number in range(count):
        chosen: dict[int, None] = {}
        while len(chosen) < WANTED:
            chosen[int(SKILLS * rng.random() ** 2)] = None
        found.append(
            Role(
                Text.of(f"Role {number}"),
                tuple(
                    Requirement(
                        skill(which),
                        int(rng.integers(1, 9)),
                        Importance.OPTIONAL if at > WANTED - 4 else Importance.ESSENTIAL,
                        float(rng.integers(1, 4)),
                        must=at == 0,
                    )
                    for at, which in enumerate(chosen)
                ),
                str(number),
            )
        )
    return found
