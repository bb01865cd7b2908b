"""The laws of the ranking: proof before claims, monotone, deterministic, explained."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions, rank, score
from skillmark.match.adjacency import Adjacency, infer
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

TODAY = date(2026, 11, 23)
SKILLS = ("prompting", "evaluation", "communication")
ROLE = Role(
    Text.of("Analyst"),
    (
        Requirement("prompting", 4),
        Requirement("evaluation", 3, weight=2.0),
        Requirement("communication", 3, Importance.OPTIONAL),
    ),
)


def piece(
    skill: str,
    level: int | None,
    cls: EvidenceClass = EvidenceClass.VERIFIED,
    dated: date = TODAY,
) -> Evidence:
    return Evidence(skill, cls, dated, level)


evidence = st.builds(
    piece,
    st.sampled_from(SKILLS),
    st.none() | st.integers(1, 8),
    st.sampled_from([c for c in EvidenceClass if c is not EvidenceClass.MISSING]),
    st.integers(0, 4000).map(lambda days: TODAY - timedelta(days=days)),
)
people = st.lists(evidence, max_size=6).map(tuple)


def order(person: Person) -> tuple[float, ...]:
    scored = score(ROLE, person, today=TODAY, assumptions=Assumptions())
    return (-len(scored.musts_unmet), *(points for _, points in scored.score))


def test_no_amount_of_claims_outweighs_one_proof() -> None:
    claimer = Person("a-claimer", tuple(piece(s, 8, EvidenceClass.CLAIMED) for s in SKILLS))
    prover = Person("z-prover", (piece("prompting", 4),))
    first, second = rank(ROLE, [claimer, prover], today=TODAY)
    assert (first.person, second.person) == ("z-prover", "a-claimer")
    assert second.verified == 0.0
    assert first.missing == ("evaluation", "communication")


@given(people, st.sampled_from(SKILLS), st.none() | st.integers(1, 8))
def test_new_verified_evidence_never_lowers_anybody(
    held: tuple[Evidence, ...], skill: str, level: int | None
) -> None:
    before = order(Person("p", held))
    after = order(Person("p", (*held, piece(skill, level))))
    assert after >= before


@given(st.lists(people, max_size=6), st.randoms())
def test_the_order_of_the_input_does_not_matter(held: list[tuple[Evidence, ...]], random) -> None:
    crowd = [Person(f"p{i}", pieces) for i, pieces in enumerate(held)]
    shuffled = [
        replace(p, evidence=tuple(random.sample(p.evidence, len(p.evidence)))) for p in crowd
    ]
    random.shuffle(shuffled)
    first = rank(ROLE, crowd, today=TODAY)
    second = rank(ROLE, shuffled, today=TODAY)
    assert [(r.person, r.score) for r in first] == [(r.person, r.score) for r in second]
    assert rank(ROLE, crowd, today=TODAY, top=2) == first[:2]


@given(people)
def test_every_point_is_accounted_for(held: tuple[Evidence, ...]) -> None:
    scored = score(ROLE, Person("p", held), today=TODAY, assumptions=Assumptions())
    for cls, points in scored.score:
        parts = sum(dict(part.points)[cls] for part in scored.skills)
        assert points == pytest.approx(parts, abs=1e-8)
    assert 0.0 <= sum(points for _, points in scored.score) <= 1.0 + 1e-9
    for part in scored.skills:
        assert (part.evidence_class is EvidenceClass.MISSING) == (not part.parts)
        assert sum(p.counted for p in part.parts) <= len(
            {p.evidence.evidence_class for p in part.parts}
        )


def test_a_must_without_proof_goes_behind_those_who_have_it() -> None:
    role = replace(
        ROLE, requirements=(replace(ROLE.requirements[0], must=True), *ROLE.requirements[1:])
    )
    brilliant = Person("brilliant", (piece("evaluation", 8), piece("communication", 8)))
    modest = Person("modest", (piece("prompting", 4, EvidenceClass.EVIDENCED),))
    first, second = rank(role, [brilliant, modest], today=TODAY)
    assert first.person == "modest"
    assert second.musts_unmet == ("prompting",)


def test_skills_fade_with_the_stated_half_life() -> None:
    terms = Assumptions(half_life_months=12)
    old = piece("prompting", 5, dated=TODAY - timedelta(days=365))
    belief = believe(old, today=TODAY, assumptions=terms)
    assert belief.mean == pytest.approx(3.0, abs=0.01)
    future = believe(replace(old, dated=TODAY + timedelta(days=90)), today=TODAY, assumptions=terms)
    assert future.mean == 5.0


def test_fit_is_the_normal_probability_of_reaching_the_level() -> None:
    terms = Assumptions()
    assert fit(believe(piece("s", 4), today=TODAY, assumptions=terms), 4) == pytest.approx(
        0.8413, abs=1e-4
    )
    assert fit(believe(piece("s", 3), today=TODAY, assumptions=terms), 4) == pytest.approx(
        0.1587, abs=1e-4
    )
    unknown = believe(piece("s", None), today=TODAY, assumptions=terms)
    assert fit(unknown, None) == 1.0
    assert fit(unknown, 6) < 0.1


def test_inference_goes_down_from_proof_only() -> None:
    graph = Adjacency(
        [("agents", "requires", "prompting"), ("retrieval", "requires", "evaluation")]
    )
    held = (piece("agents", 4), piece("retrieval", 5, EvidenceClass.CLAIMED))
    inferred = infer(held, graph)
    assert [(e.skill, e.level, e.evidence_class) for e in inferred] == [
        ("prompting", 3, EvidenceClass.INFERRED)
    ]


def test_nothing_demographic_can_reach_the_scorer() -> None:
    known = {f.name for f in fields(Person)} | {f.name for f in fields(Evidence)}
    assert known == {
        "id", "evidence", "name", "holder", "hours",
        "skill", "evidence_class", "dated", "level", "source", "title", "issuer",
        "credibility", "recognised_by", "disputed", "inference",
    }  # fmt: skip
    base = Person("p", (piece("prompting", 4),), name="Aylin Çelik", holder="a@example.org")
    other = replace(base, name="John Smith", holder="j@example.org")
    assert order(base) == order(other)
