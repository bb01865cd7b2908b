"""A role, evidence of the learner's skills, and a candidate from outside."""

from __future__ import annotations

from datetime import date

ACCESS: dict[str, str] = {}


def build(world):
    from skillmark.nouns.evidence import Evidence
    from skillmark.nouns.person import Importance, Requirement, Role
    from skillmark.nouns.proficiency import EvidenceClass
    from skillmark.nouns.text import Text
    from skillmark.server.match import services
    from skillmark.server.people.models import Purpose
    from skillmark.server.people.services import set_consent
    from skillmark.skills.starter import uri

    learner = world.people["learner"]
    wanted = Role(
        Text.of({"en": "Data analyst", "de": "Datenanalyst:in"}),
        (
            Requirement(uri("data-analysis"), 3, must=True),
            Requirement(uri("data-visualisation"), 3),
            Requirement(uri("data-sql"), 2, Importance.OPTIONAL),
        ),
    )
    role = services.save_role(world.home, wanted, advert="We want a data analyst.")
    set_consent(learner, world.home, Purpose.MATCHING, given=True)
    claim = services.record_evidence(
        world.home,
        learner,
        Evidence(
            uri("data-analysis"), EvidenceClass.CLAIMED, date(2026, 1, 5), 4, title="Own words"
        ),
        actor=learner,
    )
    candidate = services.submit_files(
        role, name="Ada Outside", holder="ada@outside.example", files=[("cv.json", b"{}")]
    )
    world.things.update({"role": role, "claim": claim, "candidate": candidate})
