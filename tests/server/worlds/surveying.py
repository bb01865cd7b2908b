"""A draft, an open anonymous survey and a closed linked one with the learner's answers."""

from __future__ import annotations

ACCESS = {
    "surveys": "run_surveys",
    "survey_published": "run_surveys",
    "survey": "run_surveys",
    "survey_edit": "run_surveys",
    "survey_preview": "run_surveys",
    "survey_send": "run_surveys",
    "survey_act": "run_surveys",
    "survey_csv": "run_surveys",
    "survey_rows": "run_surveys",
    "survey_picture": "run_surveys",
    "my_surveys": "answer_survey",
    "my_survey_forget": "own",
    "survey_answer": "public",
    "survey_thanks": "public",
}


def build(world):
    from skillmark.server.measure.surveying import links, services
    from skillmark.server.measure.surveying.models import Mode, SurveyAnswerRecord, Whom

    learner, lead = world.people["learner"], world.people["ld_lead"]

    def sent(mode):
        row = services.draft(world.home, "employees", actor=lead)
        return services.send(
            row, whom=Whom.EVERYBODY, mode=mode, why="To plan training.", actor=lead, mail=False
        )

    draft = services.draft(world.home, "learners", actor=lead)
    waiting, closed = sent(Mode.ANONYMOUS), sent(Mode.LINKED)
    answers = SurveyAnswerRecord.objects.bulk_create(
        SurveyAnswerRecord(
            survey=closed,
            codes={"useful": 2 + n % 4, "genai_ready": 1 + n % 5, "function": 1},
            account=None if n else learner,
            late=None if n else False,
        )
        for n in range(6)
    )
    services.close(closed, actor=lead)
    invitation = waiting.invitations.get(account=learner)
    for name in ("survey_edit", "survey_send"):
        world.arguments[name] = {"pk": draft.pk}
    for name in ("survey", "survey_preview", "survey_csv", "survey_rows"):
        world.arguments[name] = {"pk": closed.pk}
    world.arguments["survey_act"] = {"pk": waiting.pk}
    world.arguments["survey_picture"] = {"pk": closed.pk, "question": "useful"}
    world.arguments["my_survey_forget"] = {"pk": answers[0].pk}
    world.arguments["survey_answer"] = {"token": links.personal(invitation)}
    world.things |= {"survey_draft": draft, "survey_open": waiting, "survey_closed": closed}
