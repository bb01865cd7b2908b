"""On a site what follows is inferred over the frameworks that the organisation sees."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.skill import Framework, Skill
from skillmark.nouns.text import Text

DAY = date(2026, 5, 1)


def skill(name: str, **relations: tuple[str, ...]) -> Skill:
    return Skill(f"urn:own:{name}", Text.of(name.title()), **relations)


OWN = Framework(
    "own",
    Text.of("Own"),
    "1",
    "Home",
    "CC0",
    (
        skill("baking", requires=("urn:own:hygiene",)),
        skill("hygiene"),
        skill("rye", broader=("urn:own:baking", "urn:own:group")),
        skill("wheat", related=("urn:own:rye", "urn:elsewhere")),
    ),
    groups=(("urn:own:group", Text.of("Group")),),
)


def test_a_ranking_infers_for_what_its_role_asks_and_says_from_what(world, client_of):
    from skillmark.server.match import services
    from skillmark.server.match.neighbours import adjacency_of
    from skillmark.server.skills.services import import_framework

    learner, leader = world.people["learner"], world.people["technical_leader"]
    import_framework(OWN, organisation=world.home)
    names = ("urn:own:baking", "urn:own:hygiene", "urn:own:rye", "urn:own:wheat")
    row = services.save_role(
        world.home, Role(Text.of("Baker"), tuple(Requirement(name, 2) for name in names))
    )
    services.record_evidence(
        world.home,
        learner,
        Evidence("urn:own:rye", EvidenceClass.EVIDENCED, DAY, 5, title="Shift"),
        actor=leader,
    )
    answer = client_of("recruiter").get(f"/api/match/roles/{row.pk}/ranking").json()
    mine = next(one for one in answer["places"] if one["id"] == f"member-{learner.pk}")
    ways = {
        part["skill"]: [
            (piece["level"], piece["follows_from"]["relations"], piece["follows_from"]["label"])
            for piece in part["evidence"]
            if piece["follows_from"]
        ]
        for part in mine["skills"]
    }
    assert ways == {
        "urn:own:baking": [(4, ["broader"], "Rye")],
        "urn:own:hygiene": [(3, ["broader", "requires"], "Rye")],
        "urn:own:rye": [],
        "urn:own:wheat": [(3, ["related"], "Rye")],
    }
    assert mine["missing"] == [name for name in names if name != "urn:own:rye"]
    seen = mine["skills"][2]
    assert seen["beliefs"]["evidenced"]["sd"] == seen["evidence"][0]["sd"] == 0.8
    assert seen["evidence"][0]["mean"] < 5
    assert sum(part["share"] for part in mine["skills"]) == 1.0
    page = client_of("recruiter").get(reverse("role", args=[row.pk]))
    assert "follows from: Shift" in page.content.decode()
    # where a person's skills are listed, only what is next to them is said
    listed = services.evidence_of(world.home, [learner])[learner.pk]
    own = {one.skill for one in listed if one.inference and one.skill.startswith("urn:own:")}
    assert own == {"urn:own:baking"}
    assert not adjacency_of(world.other).ways(
        "urn:own:rye", services.rank_people(world.home, row, today=DAY).assumptions
    )
