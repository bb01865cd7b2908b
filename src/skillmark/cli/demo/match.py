"""Stage 5: people for a role, proof before claims."""

from __future__ import annotations

from skillmark.cli.demo.cast import CLAIMANT, address_of, visitor_claims, wanted_role
from skillmark.cli.demo.decide import decide
from skillmark.cli.demo.tale import Tale
from skillmark.cli.demo.work import observe
from skillmark.match import Ranked
from skillmark.nouns.proficiency import EvidenceClass


def show(tale: Tale) -> None:
    """Record what managers saw and people claim; rank everybody for one role."""
    from skillmark.server.match import services as match

    tale.stage("match", "who can do this, and how do we know?")
    for member in tale.members:
        for piece in member.evidence:
            match.record_evidence(tale.organisation, tale.accounts[member.email], piece)
    for piece in visitor_claims(tale.now.date()):
        match.record_evidence(tale.organisation, tale.visitor, piece)
    tale.role = match.save_role(tale.organisation, wanted_role(), actor=tale.administrator)
    ranking = match.rank_people(tale.organisation, tale.role, today=tale.now.date(), now=tale.now)
    claimant = tale.accounts[address_of(CLAIMANT)]
    rows = [
        (one, ranking.candidate(one))
        for one in ranking.ranked
        if one.rank <= 3 or ranking.candidate(one).account == claimant
    ]
    tale.say(f"for [bold]{ranking.role.title}[/], {len(ranking.ranked)} people, best first:")
    tale.table(
        ("", "person", "verified", "observed", "claimed", "inferred"),
        [
            (str(one.rank), who.name, *(f"{100 * points:.0f} %" for _cls, points in one.score))
            for one, who in rows
        ],
    )
    (first, best), (last, _claimant) = rows[0], rows[-1]
    tale.say(
        f"why: {best.name} has {_proven(first)} of {len(first.skills)} skills verified; "
        f"{CLAIMANT} claims every one of them and has {_proven(last)} verified"
    )
    decide(tale, first.person)
    observe(tale)


def _proven(ranked: Ranked) -> int:
    return sum(part.evidence_class is EvidenceClass.VERIFIED for part in ranked.skills)
