"""A ranking frozen and made again: the same to the bit, and nobody's words in it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.match import Assumptions, rank
from skillmark.match.auditing import frozen
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.errors import UnreadableError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

TODAY = date(2026, 11, 3)
CREDIBILITY = Credibility(
    "t", (("urn:a", 3),), CutScore(3, 5, "angoff", "why", "Bo", TODAY), FieldData.REAL, 40,
    truly_above=Interval(0.91, 0.8, 0.97),
)  # fmt: skip
days = st.dates(date(2015, 1, 1), date(2027, 1, 1))
pieces = st.builds(
    Evidence,
    skill=st.sampled_from(["urn:a", "urn:b", "urn:c"]),
    evidence_class=st.sampled_from(
        [EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED]
    ),
    dated=days,
    level=st.none() | st.integers(1, 8),
    title=st.just("Frida says so"),
    issuer=st.just("Frida"),
    credibility=st.none() | st.just(CREDIBILITY),
    disputed=st.booleans(),
)
people = st.lists(st.lists(pieces, max_size=6), min_size=1, max_size=6).map(
    lambda found: [
        Person(f"member-{n}", tuple(one), name="Frida", holder="f@x.example")
        for n, one in enumerate(found)
    ]
)
roles = st.lists(
    st.tuples(
        st.none() | st.integers(1, 8), st.floats(0.1, 9), st.booleans(), st.sampled_from(Importance)
    ),
    min_size=3, max_size=3,
).map(
    lambda rows: Role(
        Text.of({"en": "Analyst", "de": "Analystin"}),
        tuple(
            Requirement(f"urn:{name}", level, importance, weight, must)
            for name, (level, weight, must, importance) in zip("abc", rows, strict=True)
        ),
    )
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(roles, people, st.floats(1, 200), st.randoms(use_true_random=False))
def test_a_ranking_is_made_again_to_the_bit(role, crowd, half_life, rng):
    terms = Assumptions(half_life_months=half_life)
    then = rank(role, crowd, today=TODAY, assumptions=terms)
    kept = frozen.freeze(role, crowd, today=TODAY, assumptions=terms)
    inputs = frozen.thaw(kept)
    assert (inputs.role, inputs.today, inputs.assumptions) == (role, TODAY, terms)
    assert frozen.placed(frozen.again(inputs)) == frozen.placed(then)
    # Nobody's name, and no word of people; who signed a credential is no secret of theirs.
    assert b"f@x.example" not in kept
    if not any(p.evidence_class is EvidenceClass.VERIFIED for one in crowd for p in one.evidence):
        assert b"Frida" not in kept
    # The same inputs are the same bytes, in whatever order people come.
    rng.shuffle(crowd)
    assert frozen.freeze(role, crowd, today=TODAY, assumptions=terms) == kept
    # Without one person, everybody else's numbers are what they were, in the same order.
    gone = crowd[0].id
    rest = frozen.placed(frozen.again(frozen.thaw(frozen.without(kept, gone))))
    before = [one for one in frozen.placed(then) if one.person != gone]
    assert [(o.person, o.digest) for o in rest] == [(o.person, o.digest) for o in before]
    assert gone.encode() not in frozen.without(kept, gone)


def test_one_bit_of_difference_is_told_and_other_bytes_are_refused():
    role = Role(Text.of("R"), (Requirement("urn:a", 3),))
    one = Person("p", (Evidence("urn:a", EvidenceClass.CLAIMED, TODAY, 3),))
    first, second = (
        rank(role, [one], today=TODAY, assumptions=Assumptions(sd_claimed=sd))
        for sd in (1.4, 1.400001)
    )
    assert first[0].score != second[0].score or first[0].skills != second[0].skills
    assert frozen.digest(first[0]) != frozen.digest(second[0])
    for bad in (b"", b"[]", b'{"format": 2}', b'{"format": 1, "today": "x"}', b"\xff"):
        with pytest.raises(UnreadableError):
            frozen.thaw(bad)
