"""A decision about the learner, contested; one about the candidate, with a link; a summary."""

from __future__ import annotations

AFTER = ("match",)
ACCESS = {
    "role_decide": "decide",
    "role_decisions": "rank_people",
    "role_decisions_csv": "rank_people",
    "decision": "rank_people",
    "candidate_link": "decide",
    "contests": "decide",
    "contest": "decide",
    "contest_answer": "decide",
    "my_decisions": "own",
    "my_decisions_json": "own",
    "my_groups": "own",
    "decision_contest": "own",
    "about_me": "public",
    "about_me_groups": "public",
    "matching_audit": "audit_matching",
    "matching_audit_json": "audit_matching",
    "matching_audit_csv": "audit_matching",
    "matching_audit_svg": "audit_matching",
    "matching_publish": "audit_matching",
    "matching_withdraw": "audit_matching",
    "matching_policy": "manage_organisation",
    "matching_erase": "manage_members",
    "matching_notice": "public",
    "bias_summary": "public",
    "bias_summary_svg": "public",
}


def build(world):
    from datetime import timedelta

    from django.utils import timezone

    from skillmark.nouns.decision import Decided
    from skillmark.nouns.person import Requirement, Role
    from skillmark.nouns.text import Text
    from skillmark.server.match import services as matching
    from skillmark.server.match.deciding import contesting, links
    from skillmark.server.match.deciding.models import (
        DecisionRecord,
        MatchingPolicyRecord,
        SummaryRecord,
    )
    from skillmark.server.match.deciding.services import decide
    from skillmark.server.match.surveying import services as surveying
    from skillmark.server.match.surveying.figures import figures
    from skillmark.server.match.surveying.models import GroupStatementRecord
    from skillmark.skills.starter import uri

    learner, recruiter = world.people["learner"], world.people["recruiter"]
    now = timezone.now()
    role = matching.save_role(
        world.home, Role(Text.of("Filled role"), (Requirement(uri("data-analysis"), 3),))
    )
    matching.close_role(role, actor=None)
    candidate = matching.submit_files(
        role, name="Eda Outside", holder="eda@outside.example", files=[("cv.json", b"{}")]
    )
    about_learner = decide(
        role, f"member-{learner.pk}", Decided.REJECTED, reason="Not proven yet.", actor=recruiter
    )
    about_ada = decide(
        role, f"candidate-{candidate.pk}", Decided.SHORTLISTED, reason="Talk.", actor=recruiter
    )
    contest = contesting.contest(about_learner, "My badge is missing.", actor=learner)
    token = links.make(candidate, actor=recruiter).rpartition("/")[2]
    MatchingPolicyRecord.objects.create(
        organisation=world.home,
        asks=["sex", "age"],
        contact_name="Fairness desk",
        noticed=now.date(),
        list_roles=True,
    )
    surveying.state(world.home, f"member-{learner.pk}", {"sex": "female"}, account=learner)
    # Enough people of long ago for tables of the bias audit.
    past = now - timedelta(days=40)
    DecisionRecord.objects.bulk_create(
        DecisionRecord(
            organisation=world.home, role=role, person=f"candidate-{n}", decided=past,
            decided_as=(Decided.REJECTED if n % 3 else Decided.SHORTLISTED).value,
            decided_name="Recruiter", reason="r", rank=n + 1, of=14,
        )
        for n in range(14)
    )  # fmt: skip
    for n in range(14):
        said = {"sex": "male" if n % 2 else "female"} if n < 12 else {}
        surveying.state(world.home, f"candidate-{n}", said, account=None)
    GroupStatementRecord.objects.update(stated=past)
    SummaryRecord.objects.create(
        organisation=world.home,
        content={
            "audit": EXAMPLE,
            "until": "2026-10-01",
            "people": 40,
            "selected": 15,
            "stated": 38,
            "unstated": 2,
            "withheld": [["sex", "age"]],
        },
        source="Decisions of a year",
        published_name="Recruiter",
    )
    assert figures(world.home, now=now).people == 14
    for name in ("role_decisions", "role_decisions_csv"):
        world.arguments[name] = {"pk": role.pk}
    world.arguments["role_decide"] = {"pk": role.pk, "person": f"member-{learner.pk}"}
    world.arguments["decision"] = {"pk": about_learner.pk}
    world.arguments["decision_contest"] = {"pk": about_learner.pk}
    world.arguments["candidate_link"] = {"pk": candidate.pk}
    world.arguments["contest"] = {"pk": contest.pk}
    world.arguments["contest_answer"] = {"pk": contest.pk}
    world.arguments["about_me"] = {"token": token}
    world.arguments["about_me_groups"] = {"token": token}
    world.arguments["matching_audit_svg"] = {"number": 0}
    world.arguments["matching_notice"] = {"slug": world.home.slug}
    world.arguments["bias_summary"] = {"slug": world.home.slug}
    world.arguments["bias_summary_svg"] = {"slug": world.home.slug, "number": 0}
    world.things.update({"decision": about_learner, "contest": contest, "about_ada": about_ada})


def _beside(ratio, low, high, p):
    return {"rate": 0.5, "ratio": ratio, "low": low, "high": high, "p": p, "p_adjusted": p}


EXAMPLE = {
    "justification": None,
    "median": 0.5,
    "tables": [
        {
            "measure": "selection",
            "groups": ["sex"],
            "people": 38,
            "unknown": 2,
            "categories": [
                {"category": {"sex": "female"}, "people": 20, "selected": 10, "rate": 0.5,
                 "impact_ratio": 1.0, "finding": "reference", "beside_best": None},
                {"category": {"sex": "male"}, "people": 18, "selected": 5, "rate": 0.277778,
                 "impact_ratio": 0.555556, "finding": "below",
                 "beside_best": _beside(0.555556, 0.23, 1.2, 0.2)},
            ],
        }
    ],
}  # fmt: skip
