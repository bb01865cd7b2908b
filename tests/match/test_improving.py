"""What would move somebody up is what scoring them with it says, no more and no less."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from skillmark.match import Assumptions, rank, score
from skillmark.match.adjacency import with_inferred
from skillmark.match.improving import imagined, improvements
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

from .crowds import GRAPH, SKILLS, TODAY, crowds, roles

TERMS = Assumptions()


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        carried = tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True)))
        levelled = tuple(
            (skill, draw(st.integers(1, 8))) for skill in carried if draw(st.booleans())
        )
        found.append(Offer(f"o{number}", float(number % 2), 8.0, carried, levelled))
    return found


@given(roles(), crowds().filter(bool), offers())
def test_imagined_credentials_are_scored_and_ranked_exactly(
    role: Role, crowd: list[Person], offered: list[Offer]
) -> None:
    people = [replace(p, evidence=with_inferred(p.evidence, GRAPH)) for p in crowd]
    me, others = people[0], rank(role, people, today=TODAY, assumptions=TERMS)
    found = improvements(
        role, me, offered, today=TODAY, assumptions=TERMS, others=others, graph=GRAPH
    )
    told = {one.offer.id: one for one in found}
    before = next(one for one in others if one.person == me.id)
    for offer in offered:
        richer = replace(me, evidence=with_inferred((*me.evidence, *imagined(offer, TODAY)), GRAPH))
        after = rank(role, [richer, *people[1:]], today=TODAY, assumptions=TERMS)
        mine = next(one for one in after if one.person == me.id)
        if mine.exact == before.exact and mine.musts_unmet == before.musts_unmet:
            assert offer.id not in told
            continue
        one = told[offer.id]
        assert (one.score_after, one.rank_after) == (mine.score, mine.rank)
        assert (one.rank_before, one.rank_after <= one.rank_before) == (before.rank, True)
        assert one.after == replace(mine, rank=0)
        assert set(one.musts_met) == set(before.musts_unmet) - set(mine.musts_unmet)
        gained = sum(gain.points for gain in one.gains)
        assert abs(gained - (mine.verified - before.verified)) < 1e-8
        assert all(gain.points >= 0 and gain.fit_after >= gain.fit_before for gain in one.gains)
    keys = [(one.after.order, one.offer.cost) for one in found if one.after]
    assert keys == sorted(keys)


def test_the_best_comes_first_and_what_is_held_is_left_out() -> None:
    role = Role(Text.of("R"), (Requirement("a", 4), Requirement("b", 3), Requirement("c")))
    me = Person("me", (Evidence("a", EvidenceClass.VERIFIED, TODAY, 4),))
    rival = score(
        role,
        Person("rival", (Evidence("b", EvidenceClass.VERIFIED, TODAY, 5),)),
        today=TODAY,
        assumptions=TERMS,
    )
    catalogue = (
        Offer("held", 1, 1, ("a",), (("a", 4),)),
        Offer("elsewhere", 1, 1, ("z",)),
        Offer("b-dear", 9, 1, ("b",), (("b", 4),)),
        Offer("b-cheap", 1, 1, ("b",), (("b", 4),)),
        Offer("c", 5, 5, ("c",)),
    )
    found = improvements(role, me, catalogue, today=TODAY, others=[rival])
    # c asks for no level, so that any proof fits fully; b at level 4 for 3 leaves a little doubt
    assert [one.offer.id for one in found] == ["c", "b-cheap", "b-dear"]
    assert [(one.rank_before, one.rank_after) for one in found] == [(2, 1)] * 3
    (gain,) = found[1].gains
    assert (gain.requirement.skill, gain.level, gain.fit_before) == ("b", 4, 0.0)
    assert 0.99 < gain.fit_after < 1
    assert improvements(role, me, catalogue, today=TODAY)[0].rank_after is None
