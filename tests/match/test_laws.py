"""Laws over whole rankings, with what follows from the graph: exact, without any tolerance."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions, fitting, rank, score
from skillmark.match.adjacency import with_inferred
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.nouns.proficiency import EvidenceClass

from .crowds import CLASSES, GRAPH, TODAY, crowds, held, levels, pieces, roles, verified

TERMS = Assumptions(lost_most=3, half_lives=(("a", 12.0), ("c", 200.0)))


STEPS = st.sampled_from([TERMS, replace(TERMS, proof_step=0.1), replace(TERMS, proof_step=0.37)])


def places(role: Role, crowd: list[Person], terms: Assumptions) -> dict[str, int]:
    inferred = [
        replace(p, evidence=with_inferred(p.evidence, GRAPH, assumptions=terms)) for p in crowd
    ]
    return {one.person: one.rank for one in rank(role, inferred, today=TODAY, assumptions=terms)}


@given(
    roles(),
    crowds().filter(bool),
    st.lists(verified, min_size=1, max_size=3),
    STEPS,
    st.randoms(),
)
def test_new_verified_evidence_moves_nobody_down_who_got_it_and_nobody_past_each_other(
    role: Role, crowd: list[Person], new: list[Evidence], terms: Assumptions, random
) -> None:
    lucky = random.choice(crowd)
    richer = [replace(p, evidence=(*p.evidence, *new)) if p is lucky else p for p in crowd]
    before, after = places(role, crowd, terms), places(role, richer, terms)
    assert after[lucky.id] <= before[lucky.id]
    rest = [p.id for p in crowd if p is not lucky]
    assert sorted(rest, key=before.__getitem__) == sorted(rest, key=after.__getitem__)


@given(roles(), crowds(), st.randoms())
def test_no_order_of_people_evidence_or_requirements_matters(
    role: Role, crowd: list[Person], random
) -> None:
    def shuffled(things):
        return random.sample(things, len(things))

    mixed = [
        replace(
            p,
            evidence=tuple(
                shuffled(with_inferred(tuple(shuffled(p.evidence)), GRAPH, assumptions=TERMS))
            ),
        )
        for p in shuffled(crowd)
    ]
    straight = [
        replace(p, evidence=with_inferred(p.evidence, GRAPH, assumptions=TERMS)) for p in crowd
    ]
    expected = rank(role, straight, today=TODAY, assumptions=TERMS)
    assert rank(role, mixed, today=TODAY, assumptions=TERMS) == expected
    other = replace(role, requirements=tuple(shuffled(role.requirements)))
    turned = rank(other, mixed, today=TODAY, assumptions=TERMS)
    assert [(r.person, r.exact) for r in turned] == [(r.person, r.exact) for r in expected]


@given(roles(), held, held)
def test_a_weaker_class_never_changes_what_a_stronger_one_says(
    role: Role, mine: tuple[Evidence, ...], more: tuple[Evidence, ...]
) -> None:
    def points(pieces):
        return score(role, Person("p", pieces), today=TODAY, assumptions=TERMS).exact

    for place, cls in enumerate(CLASSES):
        weaker = tuple(p for p in more if p.evidence_class.rank > place)
        assert points((*mine, *weaker))[: place + 1] == points(mine)[: place + 1]
        # alone, a class says nothing of another
        only = tuple(p for p in mine if p.evidence_class is cls)
        assert all(n == 0 or at == place for at, n in enumerate(points(only)))


@given(held, st.randoms())
def test_what_follows_is_inferred_explained_and_worth_less_the_farther_it_is(
    mine: tuple[Evidence, ...], random
) -> None:
    followed = with_inferred(mine, GRAPH, assumptions=TERMS)[len(mine) :]
    assert set(with_inferred((*mine, *followed), GRAPH, assumptions=TERMS)) == {*mine, *followed}
    for piece in followed:
        way = piece.inference
        assert piece.evidence_class is EvidenceClass.INFERRED
        assert way is not None
        assert way.evidence_class in (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
        origin = [one for one in mine if one.skill == way.skill and one.source == piece.source]
        assert any(
            one.evidence_class is way.evidence_class and one.disputed == piece.disputed
            for one in origin
        )
        assert 1 <= way.lost <= TERMS.lost_most
        assert piece.level is None or any(
            piece.level == max(1, (one.level or 9) - way.lost) for one in origin
        )
        farther = replace(
            piece,
            level=piece.level and max(1, piece.level - 1),
            inference=replace(way, lost=way.lost + 1),
        )
        for required in (None, *range(1, 9)):
            near, far = (
                fit(believe(one, today=TODAY, assumptions=TERMS), required)
                for one in (piece, farther)
            )
            assert far <= near <= 1.0


@given(pieces(), levels, st.integers(1, 5000))
def test_older_evidence_never_says_more(piece: Evidence, required, more: int) -> None:
    older = replace(piece, dated=piece.dated.fromordinal(piece.dated.toordinal() - more))
    new, old = (
        fit(believe(one, today=TODAY, assumptions=TERMS), required) for one in (piece, older)
    )
    assert old <= new


@given(st.lists(roles(), max_size=5), held)
def test_roles_for_a_person_are_scored_as_the_person_is_for_each(
    wanted: list[Role], mine: tuple[Evidence, ...]
) -> None:
    person = Person("p", mine)
    numbered = [replace(role, id=f"r{at}") for at, role in enumerate(wanted)]
    found = fitting(person, numbered, today=TODAY, assumptions=TERMS)
    assert found[:2] == fitting(person, reversed(numbered), today=TODAY, top=2, assumptions=TERMS)
    assert [one.ranked.rank for one in found] == list(range(1, len(wanted) + 1))
    for one in found:
        alone = score(one.role, person, today=TODAY, assumptions=TERMS)
        assert replace(one.ranked, rank=0) == alone
    keys = [one.ranked.order for one in found]
    assert keys == sorted(keys)


@given(roles(), crowds(), st.sampled_from((0.05, 0.25, 1.0)))
def test_within_a_step_of_proof_the_next_class_decides_and_beyond_it_never(
    role: Role, crowd: list[Person], step: float
) -> None:
    found = rank(role, crowd, today=TODAY, assumptions=replace(TERMS, proof_step=step))
    for upper, lower in pairwise(found):
        if upper.musts_unmet == lower.musts_unmet:
            assert lower.verified - upper.verified < step + 1e-8
