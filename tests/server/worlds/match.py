"""A role, evidence of the learner's skills, and a candidate from outside."""

from __future__ import annotations

from datetime import date

AFTER = ("hold",)
ACCESS = {
    "roles": "rank_people",
    "role": "rank_people",
    "role_candidate": "rank_people",
    "candidate_remove": "rank_people",
    "role_csv": "rank_people",
    "role_new": "define_roles",
    "role_read": "define_roles",
    "role_skills": "define_roles",
    "role_line": "define_roles",
    "role_edit": "define_roles",
    "role_close": "define_roles",
    "role_reopen": "define_roles",
    "role_duplicate": "define_roles",
    "role_occupations": "define_roles",
    "role_compare": "rank_people",
    "role_names": "rank_people",
    "role_files": "rank_people",
    "role_loose": "rank_people",
    "role_clear": "rank_people",
    "candidate": "rank_people",
    "candidate_claim": "rank_people",
    "candidate_cv": "rank_people",
    "candidate_unclaim": "rank_people",
    "matching_assumptions": "define_roles",
    "recognition_rules": "recognise",
    "recognition_state": "recognise",
    "recognition_revoke": "recognise",
    "bench": "see_bench",
    "bench_csv": "see_bench",
    "my_skills": "own",
    "my_levels": "own",
    "self_rating": "own",
    "skill_claim": "own",
    "skill_withdraw": "own",
    "GET /api/match/roles": "rank_people",
    "POST /api/match/roles": "define_roles",
    "GET /api/match/roles/{pk}/ranking": "rank_people",
}


def build(world):
    from skillmark.nouns.evidence import Evidence
    from skillmark.nouns.person import Importance, Requirement, Role
    from skillmark.nouns.proficiency import EvidenceClass
    from skillmark.nouns.text import Text
    from skillmark.server.define.learning.recognising import recognise
    from skillmark.server.match import services
    from skillmark.server.match.applying import claims
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
    said = claims.note(
        candidate, [(uri("data-sql"), 3)], today=date(2026, 5, 1), actor=world.people["recruiter"]
    )
    assert said == 1
    rule = recognise(
        world.home,
        external_id="https://elsewhere.example/achievements/sql",
        external_name="SQL for analysts",
        issuer="did:web:elsewhere.example",
        issuer_name="Elsewhere Academy",
        skill=uri("data-sql"),
        level=4,
        reason="Their tasks are ours.",
        actor=world.people["recruiter"],
    )
    for name in (
        "role_reopen", "role_duplicate", "role_compare", "role_names", "role_files", "role_loose",
        "role_clear",
    ):  # fmt: skip
        world.arguments[name] = {"pk": role.pk}
    for name in ("candidate", "candidate_claim", "candidate_cv"):
        world.arguments[name] = {"pk": candidate.pk}
    world.arguments["candidate_unclaim"] = {"pk": candidate.claims.get().pk}
    world.arguments["recognition_revoke"] = {"pk": rule.pk}
    world.things["rule"] = rule
    for name in ("role", "role_csv", "role_edit", "role_close", "role_candidate"):
        world.arguments[name] = {"pk": role.pk}
    world.arguments["GET /api/match/roles/{pk}/ranking"] = {"pk": role.pk}
    world.arguments["candidate_remove"] = {"pk": candidate.pk}
    world.arguments["skill_withdraw"] = {"pk": claim.pk}
    world.things.update({"role": role, "claim": claim, "candidate": candidate})
    for name in ("role", "role_edit", "role_close", "candidate_add"):
        world.arguments[name] = {"pk": role.pk}
    world.arguments["candidate_remove"] = {"pk": candidate.pk}
    world.arguments["evidence_withdraw"] = {"pk": claim.pk}
    world.arguments["GET /api/match/roles/{pk}/ranking"] = {"pk": role.pk}
    world.bodies["POST /api/match/roles"] = {
        "title": "Trainer",
        "skills": [{"skill": uri("enduring-coaching"), "level": 4}],
    }
