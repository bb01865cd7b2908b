"""Laws of what decides between two people of a ranking."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions, rank
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

TODAY = date(2026, 5, 4)
SKILLS = ("urn:a", "urn:b", "urn:c")
CLASSES = [one for one in EvidenceClass if one is not EvidenceClass.MISSING]

pieces = st.builds(
    Evidence,
    skill=st.sampled_from(SKILLS),
    evidence_class=st.sampled_from(CLASSES),
    dated=st.dates(date(2020, 1, 1), TODAY),
    level=st.none() | st.integers(1, 8),
)
people = st.lists(st.lists(pieces, max_size=5), min_size=2, max_size=5)
roles = st.lists(
    st.tuples(st.none() | st.integers(1, 8), st.booleans(), st.sampled_from(Importance)),
    min_size=1,
    max_size=3,
)


@given(people, roles, st.sampled_from((0.0, 0.1)))
def test_what_decides_is_the_first_thing_in_which_two_differ(given_people, wanted, step):
    from skillmark.server.match.reviewing.comparing import (
        CLASS,
        MUSTS,
        NOTHING,
        STEPS,
        decider,
    )

    role = Role(
        Text.of("R"),
        tuple(
            Requirement(skill, level, importance, must=must)
            for skill, (level, must, importance) in zip(SKILLS, wanted, strict=False)
        ),
    )
    crowd = [Person(f"p{n}", tuple(pieces)) for n, pieces in enumerate(given_people)]
    ranked = rank(role, crowd, today=TODAY, assumptions=Assumptions(proof_step=step))
    for high, low in pairwise(ranked):
        found = decider(high, low)
        assert found == decider(low, high), "in whichever order one asks"
        assert found.better == high.person
        if found.kind == MUSTS:
            assert len(high.musts_unmet) < len(low.musts_unmet)
            assert set(found.musts) <= set(low.musts_unmet) - set(high.musts_unmet)
            assert found.musts
            continue
        assert len(high.musts_unmet) == len(low.musts_unmet)
        if found.kind == NOTHING:
            assert (high.exact, high.steps) == (low.exact, low.steps)
            continue
        if found.kind == STEPS:
            assert step
            assert high.steps > low.steps
            assert found.shares[0] > found.shares[1]
            continue
        assert found.kind == CLASS
        assert high.steps == low.steps
        names = [cls for cls, _ in high.score]
        more, less = (dict(zip(names, one.exact, strict=True)) for one in (high, low))
        assert more[found.cls] > less[found.cls]
        stronger = [one for one, _ in high.score if one.rank < found.cls.rank]
        assert all(more[one] == less[one] for one in stronger)
        assert found.adds > 0 or more[found.cls] - less[found.cls] < 10**9
        assert found.skill in {one.skill for one in role.requirements}
        assert found.skill != found.against
